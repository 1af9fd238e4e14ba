using LotusSeal.Groth16.Aggregation;
using LotusSeal.Proving.Aggregation;

namespace LotusSeal.Proving.Keys;

/// <summary>The key of aggregates in the folder of parameters: one file for all sizes and circuits (snarkpack.md 10).</summary>
public static class AggregationKeyFile
{
    /// <summary>Its name.</summary>
    public const string Name = "v28-fil-inner-product-v1.srs";

    /// <summary>Reads what verifies aggregates.</summary>
    /// <exception cref="FormatException">The file is damaged; the message names it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static AggregationKey OpenToVerify(ParameterFolder folder) => Open(folder, AggregationKey.ReadToVerify);

    /// <summary>Reads what aggregates a number of proofs.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="count">How many proofs: a power of two.</param>
    /// <exception cref="FormatException">The file is damaged, or for fewer proofs; the message names it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static AggregationKey OpenToAggregate(ParameterFolder folder, int count) =>
        Open(folder, file => AggregationKey.ReadToAggregate(file, count));

    /// <summary>Reads what aggregates and verifies the proofs of one sector; null when its proofs are not aggregated.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="config">The shape of the sector.</param>
    /// <exception cref="FormatException">The file is damaged, or for fewer proofs; the message names it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static AggregationKey? OpenForSector(ParameterFolder folder, PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Feature == PoRepFeature.NonInteractivePoRep ? OpenToAggregate(folder, SealBond.CountFor(config, 1)) : null;
    }

    private static AggregationKey Open(ParameterFolder folder, Func<Stream, AggregationKey> read)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string path = folder.PathOf(Name);
        using FileStream file = File.OpenRead(path);
        try
        {
            return read(file);
        }
        catch (EndOfStreamException error)
        {
            throw new FormatException($"'{path}' ends too early", error);
        }
        catch (FormatException error)
        {
            throw new FormatException($"'{path}': {error.Message}", error);
        }
    }
}
