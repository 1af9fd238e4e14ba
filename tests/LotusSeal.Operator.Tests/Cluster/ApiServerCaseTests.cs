using LotusSeal.Operator.Tests.Validation;

namespace LotusSeal.Operator.Tests.Cluster;

/// <summary>The same table against a real API server that has our resource definition.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class ApiServerCaseTests(ApiServer server)
{
    public static TheoryData<string> Cases => [.. PoolCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task The_api_server_says_what_the_case_says(string name)
    {
        PoolCase poolCase = PoolCase.Load(name);
        KubeObjects objects = new(server.Client);
        string path = $"{KubeObjects.Pools}/changed";
        if (poolCase.Before is not null) Assert.True((await objects.ApplyAsync(path, poolCase.Before, dryRun: false)).IsTaken);
        KubeAnswer answer = poolCase.Before is null
            ? await objects.CreateAsync(KubeObjects.Pools, poolCase.Yaml, dryRun: true)
            : await objects.ApplyAsync(path, poolCase.Yaml, dryRun: true);
        if (poolCase.Before is not null) await objects.DeleteAsync(path);

        if (!poolCase.IsRefusedByApiServer)
        {
            Assert.True(answer.IsTaken, answer.Text);
            return;
        }

        Assert.True(answer.Code is 422 or 400, $"{answer.Code} {answer.Text}");
        Assert.Contains(poolCase.Message, answer.Text, StringComparison.Ordinal);
        Assert.Contains(poolCase.Field, answer.Text, StringComparison.Ordinal);
    }
}
