using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving;

/// <summary>What the proofs of one circuit need before they can begin.</summary>
/// <param name="ParametersFile">Name of the file of parameters in the folder of parameters.</param>
/// <param name="ParametersLength">Its bytes.</param>
/// <param name="Memory">Bytes of memory, at most, besides what the system keeps of the file: partitions are proved one after the other.</param>
/// <param name="Partitions">Proofs that are made of one sector, or of one call.</param>
public sealed record ProofNeeds(string ParametersFile, long ParametersLength, long Memory, int Partitions)
{
    /// <summary>The program, and the parts of queries that are read.</summary>
    private const long FixedMemory = 512L << 20;

    /// <summary>Of a small circuit's queries no part is whole.</summary>
    private const long FixedMemoryOfPost = 256L << 20;

    /// <summary>Of so many values of a sector's partition less than one is neither 0 nor 1 (porep.md 8.6).</summary>
    private const int FewOthers = 50;

    /// <summary>Bytes of a sector's vanilla proof of spacetime with its nodes as objects.</summary>
    private const long SectorMemory = 64L << 10;

    /// <summary>For a GPU the rows of two partitions are packed, and there are no roots of unity (benchmarks.md).</summary>
    private const long MostWithDevice = 2L << 30;

    /// <summary>Bytes of memory, at most, where a GPU computes; as <see cref="Memory"/> when it fails and the processor goes on.</summary>
    public long MemoryWithDevice => Math.Min(Memory, MostWithDevice);

    /// <summary>The needs of Commit2 of sectors of a shape.</summary>
    public static ProofNeeds OfSeal(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        CircuitSize size = SealCircuit.SizeOf(config);
        return Of(SealCircuit.FileName(config), size, size.Aux / FewOthers, config.Partitions, FixedMemory);
    }

    /// <summary>The needs of the proof of an update of sectors of a shape.</summary>
    public static ProofNeeds OfUpdate(PoRepConfig config)
    {
        CircuitSize size = UpdateCircuit.SizeOf(config);
        return Of(UpdateCircuit.FileName(config), size, size.Aux / FewOthers, UpdateRules.For(config).Partitions, FixedMemory);
    }

    /// <summary>The needs of one partition of a proof of spacetime.</summary>
    public static ProofNeeds OfPost(RegisteredPoStProof proof)
    {
        CircuitSize size = PostCircuit.SizeOf(proof);
        // Nearly all values are large (post.md 6.3), and their list grows by doubling.
        return Of(PostCircuit.FileName(proof), size, 3L * size.Aux, 1, SectorMemory * PostCircuit.ShapeOf(proof).Sectors + FixedMemoryOfPost);
    }

    /// <summary>Three polynomials and the roots of unity; two bits for each value and two for each query it may be in; the large values.</summary>
    private static ProofNeeds Of(string name, CircuitSize size, long largeValues, int partitions, long besides) => new(
        name + ParameterFolder.ParametersSuffix, size.ParametersLength,
        Fr.Size * (3 * size.Rows + size.Rows / 2 + largeValues) + size.Aux / 2 + besides, partitions);
}
