using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Tests.Validation;

/// <summary>The table of cases against our own check.</summary>
public sealed class PoolCaseTests
{
    public static TheoryData<string> Cases => [.. PoolCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Our_check_says_what_the_case_says(string name)
    {
        PoolCase poolCase = PoolCase.Load(name);
        // What the schema refuses may not even be readable for us.
        if (poolCase.Verdict == "refused by schema") return;
        PoolCheck check = SealWorkerValidator.Check(poolCase.Pool, poolCase.Old);
        if (poolCase.IsRefusedByUs) Assert.Contains(new PoolFault(poolCase.Field, poolCase.Message), check.Faults);
        else Assert.Empty(check.Faults);
        if (poolCase.Verdict == "accepted with warning") Assert.Contains(new PoolFault(poolCase.Field, poolCase.Message), check.Warnings);
        if (poolCase.Verdict == "accepted") Assert.Empty(check.Warnings);
    }

    [Fact]
    public void Every_rule_has_a_case_that_it_refuses()
    {
        HashSet<string> refused = [.. PoolCase.Names.Select(PoolCase.Load).Where(one => one.Verdict == "refused by rule").Select(one => one.Message)];
        Assert.Empty(SealWorkerRules.All.Select(rule => rule.Message).Except(refused));
    }
}
