using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Proving.Keys;

/// <summary>Looks at every byte of a file of parameters.</summary>
public static class ParameterCheck
{
    private const int Part = 1 << 17;

    /// <summary>
    /// Why a file is not what its name says, or null: its form, that its points are on the curve, and that its key is the one beside it.
    /// </summary>
    /// <param name="path">A <c>.params</c> or <c>.vk</c> file; nothing is known of others.</param>
    /// <param name="progress">Told points done and of how many.</param>
    /// <param name="cancellationToken">Stops between parts.</param>
    public static string? FindFault(string path, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return Path.GetExtension(path) switch
            {
                ParameterFolder.ParametersSuffix => OfParameters(path, progress, cancellationToken),
                ParameterFolder.KeySuffix => OfKey(File.ReadAllBytes(path)),
                _ => "it is no file of a circuit",
            };
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private static string? OfParameters(string path, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        using StoredParameters stored = StoredParameters.Open(path);
        Parameters parameters = stored.Parameters;
        long done = 0, total = parameters.PointCount;
        foreach (IPointQuery<Fp> query in (IPointQuery<Fp>[])[parameters.H, parameters.L, parameters.A, parameters.B1]) ReadAll(query);
        ReadAll(parameters.B2);
        return OfNeighbour(Path.ChangeExtension(path, ParameterFolder.KeySuffix), parameters.VerifyingKey);

        void ReadAll<TField>(IPointQuery<TField> query)
            where TField : struct, IField<TField>
        {
            AffinePoint<TField>[] points = new AffinePoint<TField>[Math.Min(Part, query.Count)];
            for (int start = 0; start < query.Count; start += Part)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int length = Math.Min(Part, query.Count - start);
                query.Read(start, points.AsMemory(0, length));
                progress?.Invoke(done += length, total);
            }
        }
    }

    private static string? OfKey(byte[] bytes)
    {
        VerifyingKey.Read(bytes, out int length);
        return length == bytes.Length ? null : $"{bytes.Length - length} bytes are behind the verifying key";
    }

    /// <summary>Proofs that were made with one key and are verified with another never hold.</summary>
    private static string? OfNeighbour(string path, VerifyingKey key)
    {
        if (!File.Exists(path)) return null;
        using MemoryStream expected = new();
        key.Write(expected);
        return File.ReadAllBytes(path).AsSpan().SequenceEqual(expected.ToArray()) ? null : $"'{path}' beside it is the key of other parameters";
    }
}
