namespace ManagedCuda.BasicTypes;

/// <summary>Numbers that a kernel is described by.</summary>
public enum CUFunctionAttribute
{
    /// <summary>Most threads of a block.</summary>
    MaxThreadsPerBlock = 0,

    /// <summary>Local memory of a thread, bytes: spilled registers among it.</summary>
    LocalSizeBytes = 3,

    /// <summary>Registers of a thread.</summary>
    NumRegs = 4,

    /// <summary>Most dynamic shared memory of a launch, bytes.</summary>
    MaxDynamicSharedSizeBytes = 8,
}
