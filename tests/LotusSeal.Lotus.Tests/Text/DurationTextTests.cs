using System.Globalization;
using LotusSeal.Lotus.Text;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Lotus.Tests.Text;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("30s", 30_000)]
    [InlineData("30m", 1_800_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("250ms", 250)]
    [InlineData("1.5s", 1500)]
    [InlineData("1m0.25s", 60_250)]
    [InlineData("500us", 0.5)]
    [InlineData("500\u00b5s", 0.5)]
    [InlineData("500\u03bcs", 0.5)]
    public void Durations_are_read_as_Go_writes_them(string text, double milliseconds) =>
        Assert.Equal(milliseconds, DurationText.Parse(text).TotalMilliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1x")]
    [InlineData("1s ")]
    [InlineData("1..s")]
    [InlineData("99999999999999h")]
    public void Other_durations_are_refused(string text) => Assert.Throws<FormatException>(() => DurationText.Parse(text));

    [Fact]
    public void Any_text_is_a_duration_or_refused() =>
        new Fuzz("1h30m", "250ms", "0", "1.5s", "3ns").CheckText<FormatException>(text => DurationText.Parse(text));

    [Fact]
    public void Durations_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            Assert.Equal(TimeSpan.FromSeconds(1.5), DurationText.Parse("1.5s"));
            Assert.Equal("1.5s", DurationText.Format(TimeSpan.FromSeconds(1.5)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
