namespace LotusSeal.Worker.Parameters;

/// <summary>One file of proof parameters (protocol spec 1.9).</summary>
/// <param name="Name">Plain file name, for instance <c>v28-fil-inner-product-v1.srs</c>.</param>
/// <param name="Cid">What the gateway is asked for.</param>
/// <param name="Digest">First 16 bytes of the content's BLAKE2b-512, 32 lower-case hexadecimal digits.</param>
/// <param name="SectorSize">Bytes; 0 where the file serves every size.</param>
public sealed record ParameterFile(string Name, string Cid, string Digest, ulong SectorSize)
{
    /// <summary>
    /// Whether a worker for sectors of <paramref name="sectorSize"/> bytes needs it: of the <c>.params</c> those of the size, of the rest
    /// all.
    /// </summary>
    public bool IsNeededFor(ulong sectorSize) => SectorSize == sectorSize || !Name.EndsWith(".params", StringComparison.Ordinal);

    /// <summary>Whether <c>TRUST_PARAMS=1</c> counts it as present without a look at it (protocol spec W2).</summary>
    public bool MayBeTrusted => Name.EndsWith("params", StringComparison.Ordinal) && !Name.StartsWith("v28-empty-sector-update",
        StringComparison.Ordinal);
}
