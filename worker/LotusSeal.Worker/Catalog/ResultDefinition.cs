using LotusSeal.Lotus.Json;

namespace LotusSeal.Worker.Catalog;

/// <summary>A task whose calls have a result, which a Return brings to the miner unless the call itself answers with it.</summary>
/// <typeparam name="TResult">What the Return carries; <see cref="NoResult"/> when it carries only the error.</typeparam>
internal sealed record ResultDefinition<TResult> : TaskDefinition
{
    /// <summary>Describes a task whose calls answer with their result themselves.</summary>
    public ResultDefinition(string name)
        : base(name)
    {
    }

    /// <summary>Describes a task.</summary>
    /// <param name="name">Long name, one of <see cref="Lotus.Types.TaskTypes"/>.</param>
    /// <param name="returnMethod">Name of a method of <see cref="Lotus.Api.IWorkerReturn"/>.</param>
    /// <param name="zero">What goes with an error.</param>
    public ResultDefinition(string name, string returnMethod, TResult? zero)
        : base(name, returnMethod, ToWire(zero))
    {
    }

    /// <summary>The wire form of a result; null for a method that takes no value.</summary>
    public static RawJson? ToWire(TResult? value) => value is NoResult ? null : RawJson.Of(value);

    /// <summary>A result from its wire form.</summary>
    public static TResult FromWire(RawJson? value) => value is null ? default! : LotusJson.Deserialize<TResult>(value.Utf8)!;

    /// <summary>The same task for calls that end with another method.</summary>
    public ResultDefinition<TResult> EndedBy(string returnMethod) => this with { Returns = ReturnName(returnMethod) };
}

/// <summary>The result of a task that returns nothing but whether it succeeded.</summary>
internal readonly record struct NoResult;
