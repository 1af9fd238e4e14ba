using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Circuits;

namespace LotusSeal.Proving.Keys;

/// <summary>A circuit whose keys lie in files: their name, and the circuit without a sector.</summary>
/// <param name="Name">The files' name without <c>.params</c> or <c>.vk</c>.</param>
/// <param name="Size">How large the circuit is, and with it the files.</param>
/// <param name="Blank">The circuit with zeros for values, which has the same constraints as any other.</param>
public sealed record CircuitKey(string Name, CircuitSize Size, ICircuit Blank)
{
    /// <summary>The circuit of a partition of a proof of replication.</summary>
    public static CircuitKey OfSeal(PoRepConfig config) =>
        new(SealCircuit.FileName(config), SealCircuit.SizeOf(config), SealPartition.Blank(config));

    /// <summary>The circuit of a partition of an update's proof.</summary>
    public static CircuitKey OfUpdate(PoRepConfig config) =>
        new(UpdateCircuit.FileName(config), UpdateCircuit.SizeOf(config), UpdatePartition.Blank(config));

    /// <summary>The circuit of a partition of a proof of spacetime.</summary>
    public static CircuitKey OfPost(RegisteredPoStProof proof)
    {
        (int challenges, int sectors) = PostCircuit.ShapeOf(proof);
        return new CircuitKey(PostCircuit.FileName(proof), PostCircuit.SizeOf(proof), PostPartition.Blank(proof.SectorShape(), challenges, sectors));
    }
}
