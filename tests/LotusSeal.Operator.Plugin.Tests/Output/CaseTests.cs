using System.Text;
using LotusSeal.Operator.Plugin.Tests.Support;

namespace LotusSeal.Operator.Plugin.Tests.Output;

/// <summary>What people read about pools in many states, word for word; LOTUSSEAL_WRITE_CASES=1 writes the files anew.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class CaseTests(ApiServer server)
{
    public static TheoryData<string> Cases => [.. PoolCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task The_program_says_what_is_in_the_file(string name)
    {
        string ns = await PoolCase.MakeAsync(server, name);
        string[] pods = [.. PoolCase.Objects(name).Where(one => one["kind"]!.GetValue<string>() == "Pod")
            .Select(one => one["metadata"]!["name"]!.GetValue<string>())];
        StringBuilder text = new();
        foreach (string command in (string[])["status", "why pc1", .. pods.Select(pod => $"why {pod}")]) await AddAsync(text, command, ns, null);
        await AddAsync(text, "status", ns, 60);
        PoolCase.AssertSays(name, text.ToString());
    }

    private async Task AddAsync(StringBuilder text, string command, string ns, int? columns)
    {
        Ran ran = await PluginProgram.InsideAsync(server.KubeConfig, $"{command} -n {ns}", columns);
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.All(ran.Output.Split('\n').Where(line => columns is not null && !line.StartsWith("      kubectl", StringComparison.Ordinal)),
            line => Assert.True(WidthOf(line) <= columns, line));
        text.Append("$ kubectl seal ").Append(command).Append(" -n ").Append(ns).Append(columns is null ? "" : $"   # {columns} columns").Append('\n')
            .Append(ran.Output).Append(ran.Error).Append('\n');
    }

    private static int WidthOf(string line) => LotusSeal.Operator.Plugin.Output.Cells.Width(line);
}
