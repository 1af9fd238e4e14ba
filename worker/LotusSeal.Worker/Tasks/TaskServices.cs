using LotusSeal.Lotus.Types;
using LotusSeal.Proving;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Updates;
using LotusSeal.Storage;
using LotusSeal.Worker.Provers;
using LotusSeal.Worker.Resources;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tasks;

/// <summary>What tasks work with.</summary>
/// <param name="Store">Sector files.</param>
/// <param name="Sealer">The phases.</param>
/// <param name="Updater">The steps of an update.</param>
/// <param name="Download">Brings one type from a location to the place that an acquire allocated.</param>
/// <param name="PreCommit2">How PreCommit2 is done and checked.</param>
/// <param name="Prover">Makes proofs.</param>
/// <param name="ReadVanilla">Reads vanilla proofs of spacetime.</param>
/// <param name="Memory">Lets work begin where its memory is.</param>
/// <param name="ProofMemory">The memory of proofs, with what the prover computes with.</param>
/// <param name="Logger">Log of what tasks do.</param>
internal sealed record TaskServices(ISectorStore Store, ISectorSealer Sealer, ISectorUpdater Updater, DownloadFile Download,
    PreCommit2Options PreCommit2, IProver Prover, ReadVanilla ReadVanilla, MemoryGate Memory, Func<ProofNeeds, PhaseMemory> ProofMemory,
    ILogger Logger);

/// <summary>Reads the vanilla proof of spacetime of one sector, wherever it lies.</summary>
internal delegate Task<byte[]> ReadVanilla(SingleVanillaRequest request, Action<byte[]> require, CancellationToken cancellationToken);

/// <summary>Brings one type of a sector from a location to the place that an acquire allocated; headers go out as given.</summary>
internal delegate Task DownloadFile(SectorRef sector, SectorFileType type, IAcquiredSector target, SectorLocation location,
    CancellationToken cancellationToken);
