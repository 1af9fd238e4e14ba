using LotusSeal.Worker.Cores;

namespace LotusSeal.Worker.Tests.Cores;

public sealed class CpuSetTests
{
    [Theory]
    [InlineData("", 0, "")]
    [InlineData("0\n", 1, "0")]
    [InlineData("0-3,8", 5, "0-3,8")]
    [InlineData("8,0-2,3,2", 5, "0-3,8")]
    [InlineData("63-64,127-128,8191", 5, "63-64,127-128,8191")]
    public void A_list_of_the_kernel_is_read_and_written(string text, int count, string expected)
    {
        CpuSet cpus = CpuSet.Parse(text);
        Assert.Equal(count, cpus.Count);
        Assert.Equal(expected, cpus.ToString());
        Assert.Equal(cpus, CpuSet.Parse(expected));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1,,2")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    [InlineData("8192")]
    [InlineData("0-99999999999")]
    public void Anything_else_is_an_error(string text) =>
        Assert.Equal($"'{text}' is not a list of CPUs such as 2,4-7.", Assert.Throws<FormatException>(() => CpuSet.Parse(text)).Message);

    [Fact]
    public void Sets_are_cut()
    {
        CpuSet cpus = CpuSet.Parse("0-7"), others = CpuSet.Parse("4-9");
        Assert.Equal("4-7", cpus.And(others).ToString());
        Assert.Equal("0-3", cpus.Without(others).ToString());
    }
}
