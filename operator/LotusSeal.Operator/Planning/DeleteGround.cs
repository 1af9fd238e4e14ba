namespace LotusSeal.Operator.Planning;

/// <summary>Why a pod may be deleted. There is no other reason.</summary>
public enum DeleteGround
{
    /// <summary>Its process never began, or never got as far as the miner, which waits for no job of it.</summary>
    NeverRegistered,

    /// <summary>Its process does not run, and the miner waits for no job of it.</summary>
    NotRunning,

    /// <summary>Miner and worker have agreed for long enough that it has no work, and it takes none.</summary>
    Drained,

    /// <summary>It has failed; a failed pod never starts again.</summary>
    Failed,

    /// <summary>A person, or <c>onTimeout: Force</c>, or <c>update.type: Immediate</c> has given up its tasks, and the miner was told so.</summary>
    Forced,

    /// <summary>Its node is gone, and a person has said that it stays so.</summary>
    Lost,
}
