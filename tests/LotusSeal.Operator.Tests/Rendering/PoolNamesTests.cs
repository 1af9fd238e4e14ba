using FsCheck.Xunit;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Tests.Rendering;

public sealed class PoolNamesTests
{
    [Property]
    public bool An_ordinal_comes_back_from_a_name(byte ordinal) => PoolNames.Ordinal("pc1", PoolNames.Pod("pc1", ordinal)) == ordinal;

    [Theory]
    [InlineData("pc1-00")]
    [InlineData("pc1-")]
    [InlineData("pc1--1")]
    [InlineData("pc1-1-sealing")]
    [InlineData("pc10-1")]
    [InlineData("pc1-+1")]
    public void Names_of_others_have_none(string name) => Assert.Null(PoolNames.Ordinal("pc1", name));
}
