namespace LotusSeal.Primitives.Durability;

/// <summary>What can be told of a <see cref="FolderOwner"/>.</summary>
public enum OwnerState
{
    /// <summary>It holds its lock, or is of this process.</summary>
    Living,

    /// <summary>Its lock is free: the process ended, or gave its files up.</summary>
    Dead,

    /// <summary>It has no file: somebody deleted that by hand, or the unfinished files were moved here from another folder.</summary>
    Missing,

    /// <summary>Its file cannot be opened for writing, or the file system knows no locks.</summary>
    Unknown,
}
