namespace LotusSeal.Storage;

/// <summary>
/// Why a storage operation cannot be done, and so what its caller can do about it. The text beside it is for people only: no code reads it.
/// </summary>
/// <remarks>
/// The numbers of <see cref="StorageException.Code"/> are those of the protocol (protocol spec 3.3, W3). A miner repeats a step that failed with 102
/// for ever and leaves one that failed with 0 to its operator, so only what passes by itself may be 102.
/// </remarks>
public enum StorageFault
{
    /// <summary>What was asked for cannot be: a name that is no sector, a value out of range. Ask for something else. Code 0.</summary>
    BadRequest,

    /// <summary>No path that can be reached has the file. Make it where that is possible, else give up. Code 0.</summary>
    SectorNotFound,

    /// <summary>The file is there, but bytes of it that are needed are not valid. Add or unseal them first. Code 0.</summary>
    DataMissing,

    /// <summary>No open path may take the file. Wait for a path with room and the right settings; nothing was written. Code 102.</summary>
    NoGoodPath,

    /// <summary>A path has less room than the task needs. Wait until others end; nothing was written. Code 102.</summary>
    NoSpace,

    /// <summary>No path has the given id, folder or URL. Open it, or name another. Code 0.</summary>
    PathUnknown,

    /// <summary>The path or its id is in use already. Leave it as it is, or take another. Code 0.</summary>
    PathTaken,

    /// <summary>The folder of an open path vanished, as when a mount is lost. Other paths work on; a person must bring it back. Code 0.</summary>
    PathGone,

    /// <summary>A settings file is wrong, or a path holds what does not belong there. A person must mend the file that is named. Code 0.</summary>
    Misconfigured,

    /// <summary>A file contradicts itself. Do not use it; make or fetch the sector's data anew. Code 0.</summary>
    Damaged,

    /// <summary>A local disk refused to read or write. What was there before is still there. Code 0.</summary>
    Disk,

    /// <summary>Another process did not give a file, gave a wrong one or did not delete one. Try again later or elsewhere. Code 0.</summary>
    Transfer,
}
