using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Tasks;

/// <summary>The data of a sector that can be decoded.</summary>
/// <param name="Replica">The file that holds it, for people.</param>
/// <param name="Decode">Writes all padded nodes in order, and gives their CommD.</param>
internal sealed record SectorData(string Replica, DecodeData Decode);

/// <summary>Writes all padded nodes of a sector in order.</summary>
/// <returns>CommD of what was written.</returns>
internal delegate Task<CommD> DecodeData(Stream paddedOutput, IProgress<PhaseProgress> progress, CancellationToken cancellationToken);
