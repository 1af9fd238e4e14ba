using System.Globalization;
using LotusSeal.Lotus.Text;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Lotus.Tests.Text;

public sealed class SizeTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("2048", 2048)]
    [InlineData("2048b", 2048)]
    [InlineData("1g", 1UL << 30)]
    [InlineData("1GB", 1UL << 30)]
    [InlineData(" 2 MB ", 2UL << 20)]
    [InlineData("10TiB", 10UL << 40)]
    [InlineData("1.5k", 1536)]
    [InlineData("1.5 KiB", 1536)]
    [InlineData("2p", 2UL << 50)]
    public void Sizes_have_binary_units_whatever_the_spelling(string text, ulong bytes) => Assert.Equal(bytes, SizeText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("g")]
    [InlineData("TiB")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("10x")]
    [InlineData("1.5")]
    [InlineData("10iB")]
    [InlineData("1gg")]
    [InlineData("10TiBs")]
    [InlineData("9e9")]
    [InlineData("99999E")]
    [InlineData("15e")]
    [InlineData("18446744073709551615")]
    [InlineData("99999999999EiB")]
    public void Other_texts_are_no_sizes(string text) => Assert.Throws<FormatException>(() => SizeText.Parse(text));

    [Fact]
    public void Any_text_is_a_size_or_refused() =>
        new Fuzz("10TiB", "1.5g", "512", "7e", "9223372036854775807").CheckText<FormatException>(text => SizeText.Parse(text));

    [Fact]
    public void Sizes_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            Assert.Equal(1536UL, SizeText.Parse("1.5k"));
            Assert.Equal("1.5 KiB", SizeText.Format(1536UL));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
