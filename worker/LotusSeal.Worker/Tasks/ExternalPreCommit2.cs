using System.Diagnostics;
using System.Globalization;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Runs a shell command instead of the built-in PreCommit2, with nothing in its environment but the variables of protocol spec 1.2.
/// </summary>
internal sealed class ExternalPreCommit2(string command, TaskServices services, TimeProvider? time = null)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A signal that stops this worker often reaches the command too, and the command may be the first to end: its failure counts only when the
    /// worker is not told to stop within this time.
    /// </summary>
    private static readonly TimeSpan StopFollows = TimeSpan.FromSeconds(2);

    /// <summary>Runs the command and derives the commitments from the files it left.</summary>
    /// <exception cref="SealingException">The command failed or left no usable p_aux or tree-d.</exception>
    public async Task<SealCommitments> RunAsync(SectorRef sector, SectorPaths paths, byte[] preCommit1Output, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        start.Environment.Clear();
        start.Environment["EXTSEAL_PC2_SECTOR_NUM"] = sector.Id.Number.ToString(CultureInfo.InvariantCulture);
        start.Environment["EXTSEAL_PC2_SECTOR_MINER"] = sector.Id.Miner.ToString(CultureInfo.InvariantCulture);
        start.Environment["EXTSEAL_PC2_PROOF_TYPE"] = ((int)sector.ProofType).ToString(CultureInfo.InvariantCulture);
        start.Environment["EXTSEAL_PC2_SECTOR_SIZE"] = PoRepConfig.ForProof(sector.ProofType).SectorSize.ToString(CultureInfo.InvariantCulture);
        start.Environment["EXTSEAL_PC2_CACHE"] = paths.Cache;
        start.Environment["EXTSEAL_PC2_SEALED"] = paths.Sealed;
        start.Environment["EXTSEAL_PC2_PC1OUT"] = Convert.ToBase64String(preCommit1Output);

        using Process process = Process.Start(start) ?? throw new SealingException("external PreCommit2: /bin/sh cannot be started.");
        string name = sector.Id.ToString();
        ProcessOutput output = new(line => services.Logger.ExternalOutput(name, line), process.StandardOutput, process.StandardError);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            // Another run may follow on the same files: nothing of this one may still be in a write.
            await Task.WhenAny(process.WaitForExitAsync(CancellationToken.None), Task.Delay(EndLimit, CancellationToken.None));
            throw;
        }

        await output.WaitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            await Task.Delay(StopFollows, time ?? TimeProvider.System, cancellationToken);
            throw new SealingException($"external PreCommit2 of {sector.Id} ended with code {process.ExitCode}: {string.Join(" | ", output.Last())}");
        }

        return new SealCommitments(SealedCache.ReadCommR(paths.Cache), SealedCache.ReadCommD(paths.Cache));
    }
}
