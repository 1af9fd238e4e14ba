using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Circuits;

namespace LotusSeal.Proving.Commit2;

/// <summary>What Commit2 of sectors of one shape needs before it can begin.</summary>
/// <param name="ParametersFile">Name of the file of parameters in the folder of parameters.</param>
/// <param name="ParametersLength">Its bytes.</param>
/// <param name="Memory">Bytes of memory, at most, besides what the system keeps of the file.</param>
/// <param name="Partitions">Proofs that are made, one after the other.</param>
public sealed record Commit2Needs(string ParametersFile, long ParametersLength, long Memory, int Partitions)
{
    /// <summary>The needs of a shape.</summary>
    public static Commit2Needs Of(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        CircuitSize size = SealCircuit.SizeOf(config);
        return new Commit2Needs($"{SealCircuit.FileName(config)}.params", size.ParametersLength, size.ProvingMemory, config.Partitions);
    }
}
