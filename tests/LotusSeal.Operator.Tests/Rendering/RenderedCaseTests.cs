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
}
