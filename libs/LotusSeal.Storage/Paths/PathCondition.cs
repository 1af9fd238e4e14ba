using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>A storage path as it is known at a moment, without a look at its disk.</summary>
/// <param name="Root">Its folder.</param>
/// <param name="Descriptor">What its sectorstore.json said last; null for a path of the list of a start that could not be opened yet.</param>
/// <param name="Space">Space as the last look found it; null before the first, and while the path is in trouble.</param>
/// <param name="Trouble">Why no work is given to it, null while it is well.</param>
public sealed record PathCondition(string Root, StorageDescriptor? Descriptor, FsStat? Space, string? Trouble);
