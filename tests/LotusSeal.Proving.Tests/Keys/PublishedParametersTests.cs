using System.Text.Json;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;

namespace LotusSeal.Proving.Tests.Keys;

/// <summary>The table of the network's files.</summary>
public sealed class PublishedParametersTests
{
    [Theory]
    [InlineData("rust-fil-proofs-parameters.json")]
    [InlineData("rust-fil-proofs-srs-inner-product.json")]
    public void It_says_what_the_published_lists_say(string list)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.SharedOrSkip("vectors", "third-party", list)));
        foreach (JsonProperty entry in document.RootElement.EnumerateObject())
        {
            PublishedFile expected = new(entry.Name, entry.Value.GetProperty("digest").GetString()!, entry.Value.GetProperty("cid").GetString()!,
                entry.Value.GetProperty("sector_size").GetUInt64());
            Assert.Equal(expected, PublishedParameters.Find(entry.Name));
        }
    }

    /// <summary>The names are computed from the circuits, not looked up.</summary>
    [Fact]
    public void Circuits_of_registered_proofs_have_both_files()
    {
        foreach (RegisteredSealProof proof in Enum.GetValues<RegisteredSealProof>())
        {
            PoRepConfig config = PoRepConfig.ForProof(proof);
            AssertPublished(SealCircuit.FileName(config), config);
        }

        foreach (RegisteredPoStProof proof in Enum.GetValues<RegisteredPoStProof>())
        {
            (int challenges, int sectors) = PostCircuit.ShapeOf(proof);
            AssertPublished(PostCircuit.FileName(proof.SectorShape(), challenges, sectors), proof.SectorShape());
        }
    }

    private static void AssertPublished(string name, PoRepConfig config)
    {
        foreach (string suffix in (string[])[ParameterFolder.ParametersSuffix, ParameterFolder.KeySuffix])
            Assert.Equal(config.SectorSize, PublishedParameters.Find(name + suffix)?.SectorSize);
    }
}
