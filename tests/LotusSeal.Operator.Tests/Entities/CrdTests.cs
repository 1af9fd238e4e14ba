using LotusSeal.Operator.Crds;

namespace LotusSeal.Operator.Tests.Entities;

/// <summary>The resource definition in <c>crds</c>.</summary>
public sealed class CrdTests
{
    [Fact]
    public void The_file_is_what_the_model_makes() => Assert.Equal(
        CrdGenerator.Generate(), File.ReadAllText(Path.Combine(Repository.Root, "crds", CrdGenerator.FileName)));
}
