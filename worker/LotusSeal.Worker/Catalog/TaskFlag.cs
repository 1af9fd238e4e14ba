namespace LotusSeal.Worker.Catalog;

/// <summary>The flag of <c>run</c> that switches a task on or off (protocol spec 1.2).</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Description">What it does, for the help.</param>
/// <param name="Default">Value of a flag that was not given.</param>
/// <param name="Variable">Name in the environment, or null.</param>
/// <param name="Follows">Long name of the task whose choice this one shares as long as the flag was not given; null for none.</param>
internal sealed record TaskFlag(string Name, string Description, bool Default, string? Variable = null, string? Follows = null)
{
    /// <summary>Whether a worker offers the task without being asked to.</summary>
    public bool IsOnByDefault => Default || Follows is not null;
}
