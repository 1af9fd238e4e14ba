using LotusSeal.DevMiner.Spacetime;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Api;

/// <summary>
/// What a real miner does otherwise or not at all: sealing given files, unsealing, proofs on demand, faults. For the commands of this program.
/// </summary>
public partial interface IDevMinerApi
{
    /// <summary>Starts a sector with the data of files on the miner's machine, in order, with fillers where alignment needs them.</summary>
    [RpcMethod(Permission.Admin)] Task<SectorId> DevSealFilesAsync(string[] files, CancellationToken cancellationToken);

    /// <summary>Has a Proving sector of committed capacity take the data of files on the miner's machine (SnapDeals).</summary>
    [RpcMethod(Permission.Admin)] Task DevSnapUpAsync(ulong sector, string[] files, CancellationToken cancellationToken);

    /// <summary>Unseals a whole sector, checks its data commitment, and writes the data to a file on the miner's machine when one is named.</summary>
    [RpcMethod(Permission.Admin)] Task<UnsealReport> DevUnsealAsync(ulong sector, string? outputFile, CancellationToken cancellationToken);

    /// <summary>Has the holders of a sector prove that they keep it, and verifies the vanilla proof.</summary>
    [RpcMethod(Permission.Admin)] Task<ProveReport> DevProveAsync(ulong sector, CancellationToken cancellationToken);

    /// <summary>Opens a window now, has all sectors proved by workers, and says what became of it.</summary>
    [RpcMethod(Permission.Admin)] Task<WindowRecord> DevWindowProveAsync(CancellationToken cancellationToken);

    /// <summary>What became of windows, oldest first.</summary>
    [RpcMethod(Permission.Admin)] Task<WindowRecord[]?> DevWindowListAsync(CancellationToken cancellationToken);

    /// <summary>Has a winning proof made of a sector that is drawn.</summary>
    [RpcMethod(Permission.Admin)] Task<WinningReport> DevWinningProveAsync(CancellationToken cancellationToken);

    /// <summary>Orders a fault; kind and fields as in <see cref="Faults.FaultRule"/>.</summary>
    [RpcMethod(Permission.Admin)]
    Task DevFaultSetAsync(string kind, string method, int count, int delayMilliseconds, string message, CancellationToken cancellationToken);

    /// <summary>Takes all faults back.</summary>
    [RpcMethod(Permission.Admin)] Task DevFaultClearAsync(CancellationToken cancellationToken);

    /// <summary>One line for each fault in force.</summary>
    [RpcMethod(Permission.Admin)] Task<string[]?> DevFaultListAsync(CancellationToken cancellationToken);

    /// <summary>Refuses new connections for a while and cuts the open ones, the caller's among them.</summary>
    [RpcMethod(Permission.Admin)] Task DevFaultCutAsync(int milliseconds, CancellationToken cancellationToken);

    /// <summary>Stops the miner and starts it again on the same port, with a new session.</summary>
    [RpcMethod(Permission.Admin)] Task DevFaultRestartAsync(int downMilliseconds, CancellationToken cancellationToken);
}

/// <summary>Outcome of an unseal.</summary>
/// <param name="Bytes">Data bytes of the sector.</param>
/// <param name="CommD">Commitment of the unsealed data, computed here.</param>
/// <param name="File">Where the data was written, empty when nowhere.</param>
public sealed record UnsealReport(ulong Bytes, string CommD, string File);

/// <summary>Outcome of a proof that a sector is kept.</summary>
/// <param name="Bytes">Length of the vanilla proof.</param>
/// <param name="Challenges">Nodes that were opened.</param>
/// <param name="Url">Who proved.</param>
public sealed record ProveReport(int Bytes, int Challenges, string Url);
