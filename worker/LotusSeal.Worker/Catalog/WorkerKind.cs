namespace LotusSeal.Worker.Catalog;

/// <summary>What a worker is for; one worker has one kind (protocol spec 3.2).</summary>
public enum WorkerKind
{
    /// <summary>Not decided yet.</summary>
    None,

    /// <summary>Sealing tasks.</summary>
    Sealing,

    /// <summary>Window PoSt.</summary>
    WindowPoSt,

    /// <summary>Winning PoSt.</summary>
    WinningPoSt,
}
