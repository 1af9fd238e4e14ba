namespace LotusSeal.Operator.Planning;

/// <summary>Stages of a drain, in their order (spec/operator.md 6.7).</summary>
public enum DrainStage
{
    /// <summary>The miner or the worker does not answer: nothing can be proved.</summary>
    Waiting,

    /// <summary>Kinds of tasks are switched off.</summary>
    StopIntake,

    /// <summary>Tasks end.</summary>
    Quiesce,

    /// <summary>Sectors leave.</summary>
    Evacuate,

    /// <summary>Nothing can be assigned any more.</summary>
    Fence,

    /// <summary>The paths leave the miner's index.</summary>
    Detach,

    /// <summary>Tasks are given up.</summary>
    Force,

    /// <summary>The pod goes.</summary>
    Delete,
}
