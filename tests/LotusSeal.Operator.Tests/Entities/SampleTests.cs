using System.Text.Json;
using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Tests.Entities;

/// <summary>What people begin with.</summary>
public sealed class SampleTests
{
    internal static string Folder { get; } = Path.Combine(Repository.Root, "config", "samples");

    public static TheoryData<string> Pools => [.. Directory.GetFiles(Folder, "pool-*.yaml").Select(file => Path.GetFileName(file))];

    [Theory, MemberData(nameof(Pools))]
    public void A_pool_has_neither_faults_nor_warnings(string name)
    {
        JsonNode yaml = YamlText.Read(File.ReadAllText(Path.Combine(Folder, name)))[0];
        V1Alpha1SealWorker pool = yaml.Deserialize(SealWorkerJson.Default.V1Alpha1SealWorker)!;
        PoolCheck check = SealWorkerValidator.Check(pool);
        Assert.Empty(check.Faults);
        Assert.Empty(check.Warnings);
    }
}
