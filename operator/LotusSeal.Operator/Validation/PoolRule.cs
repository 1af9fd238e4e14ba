using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Validation;

/// <summary>
/// A rule over several fields of a pool, once for the API server and once for us. Both stand side by side, so that neither is changed alone; the
/// generated resource definition carries <see cref="Cel"/> and <see cref="Message"/>.
/// </summary>
/// <param name="Field">The field that a message is about, from the root of the object: <c>spec.tasks</c>.</param>
/// <param name="Message">What should be, in plain words.</param>
/// <param name="Cel">
/// The rule in the language of the API server; <c>self</c> is the spec, or the whole object where <see cref="Field"/> lies outside of the spec.
/// </param>
/// <param name="Holds">The same in C#. The second argument is the pool before a change, null for a new one.</param>
public sealed record PoolRule(string Field, string Message, string Cel, Func<V1Alpha1SealWorker, V1Alpha1SealWorker?, bool> Holds)
{
    private const string Spec = "spec.";

    /// <summary>Whether <c>self</c> is the spec.</summary>
    public bool IsOfSpec => Field.StartsWith(Spec, StringComparison.Ordinal);

    /// <summary>The field as the API server wants it: from <c>self</c>.</summary>
    public string FieldPath => IsOfSpec ? Field[(Spec.Length - 1)..] : $".{Field}";
}
