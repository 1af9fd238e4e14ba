namespace LotusSeal.Worker.Catalog;

/// <summary>The result of a task that returns nothing but whether it succeeded.</summary>
internal readonly record struct NoResult;
