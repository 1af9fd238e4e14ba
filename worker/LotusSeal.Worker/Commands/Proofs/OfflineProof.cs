using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Lotus.Text;
using LotusSeal.Proving;
using LotusSeal.Proving.Keys;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Makes a proof in this process, as the commands of proofs of replication and of updates do; the needs are said first.</summary>
/// <param name="context">Gets needs, warnings and progress.</param>
/// <param name="folder">Folder of the parameters.</param>
/// <param name="policy">What computes that a GPU can compute.</param>
internal sealed class OfflineProof(CommandContext context, ParameterFolder folder, GpuPolicy policy)
{
    /// <summary>Opens the parameters and proves.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="needs">What it needs.</param>
    /// <param name="open">Opens the parameters.</param>
    /// <param name="prove">Proves, and verifies what it returns.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The proofs of all partitions.</returns>
    /// <exception cref="CommandException">The parameters are missing or damaged, a required GPU is, or the memory is not there.</exception>
    public async Task<byte[]> MakeAsync(string step, ProofNeeds needs, Func<ProverArithmetic, StoredParameters> open,
        Func<StoredParameters, ProverArithmetic, IProgress<PhaseProgress>, byte[]> prove, CancellationToken cancellationToken)
    {
        RequiredGpu.Check(policy);
        await context.Error.WriteLineAsync(FormattableString.Invariant(
            $"{step}: {needs.Partitions} partitions, up to {SizeText.Format(needs.Memory)} of memory; ")
            + $"parameters {folder.PathOf(needs.ParametersFile)}, {SizeText.Format(needs.ParametersLength)}");
        using ProverArithmetic arithmetic = ProverArithmetic.Choose(0, policy, reason => context.Error.WriteLine($"warning: {reason}"));
        StepProgress progress = new(context);
        using IDisposable memory = progress.Enter(step, new PhaseMemory((ulong)(arithmetic.HasGpu ? needs.MemoryWithDevice : needs.Memory)));
        using StoredParameters stored = Open(needs.ParametersFile, () => open(arithmetic));
        (byte[] proof, _) = await progress.WatchAsync(step,
            meter => Task.FromResult(prove(stored, arithmetic, meter)), cancellationToken);
        return proof;
    }

    /// <summary>Opens a file of the folder.</summary>
    /// <exception cref="CommandException">It is missing or damaged.</exception>
    public T Open<T>(string file, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"'{folder.PathOf(file)}' is missing: `proofs params fetch` brings the network's, `proofs params generate` "
                + "makes parameters for a development network.", error);
        }
        catch (FormatException error)
        {
            throw new CommandException(error.Message, error);
        }
    }
}

/// <summary>What <c>proofs c2 --json</c> and <c>proofs update prove2 --json</c> print.</summary>
/// <param name="Proof">The proofs of all partitions, in hexadecimal.</param>
internal sealed record ProofReport(string Proof)
{
    /// <summary>Prints a proof.</summary>
    public static Task PrintAsync(TextWriter output, byte[] proof, bool json)
    {
        string text = Convert.ToHexStringLower(proof);
        return output.WriteLineAsync(json ? JsonSerializer.Serialize(new ProofReport(text), SectorJson.Types.ProofReport) : text);
    }
}
