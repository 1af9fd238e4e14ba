using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Tests.Rendering;

/// <summary>What is made for pools, compared with files.</summary>
public sealed class RenderedCaseTests
{
    public static TheoryData<string> Cases => [.. RenderedCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Objects_are_those_of_the_case(string name)
    {
        RenderedCase rendered = RenderedCase.Load(name);
        Assert.Empty(SealWorkerValidator.Check(rendered.Pool).Faults);
        string made = string.Join("---\n", rendered.Objects().Select(one => YamlText.Write(one)));
        if (RenderedCase.Writes) File.WriteAllText(rendered.ExpectedFile, made);
        Assert.Equal(File.ReadAllText(rendered.ExpectedFile), made);
    }

    /// <summary>
    /// A quota refuses a pod with a container that has none, and such a pod gets no whole processors: the worst decides on the quality of service.
    /// </summary>
    [Theory, MemberData(nameof(Cases))]
    public void What_runs_before_the_worker_has_its_processors_and_memory(string name)
    {
        JsonNode pod = RenderedCase.Load(name).Objects().Single(one => one["kind"]!.GetValue<string>() == "Pod")["spec"]!;
        JsonNode worker = pod["containers"]![0]!;
        foreach (JsonNode? before in pod["initContainers"]?.AsArray() ?? [])
        {
            foreach (string part in new[] { "limits", "requests" })
                foreach (string resource in new[] { "cpu", "memory" })
                    Assert.Equal(worker["resources"]?[part]?[resource]?.ToJsonString(), before!["resources"]?[part]?[resource]?.ToJsonString());
            Assert.DoesNotContain("nvidia", before!["resources"]?.ToJsonString() ?? "", StringComparison.Ordinal);
        }
    }
}
