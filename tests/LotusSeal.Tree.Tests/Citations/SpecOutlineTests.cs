namespace LotusSeal.Tree.Tests.Citations;

public sealed class SpecOutlineTests
{
    private const string Markdown = """
        # Title

        ## 3. Labels

        Text first, so these are steps and no sections:
        1. one

        ### 3.1 Seeds

        1. a step
        * **W7** an entry

        ## 8. Traps

        1. first
           goes on
        2. second

        ```
        ## 9. only a sample
        ```

        ## A. A letter
        """;

    private readonly SpecOutline _outline = SpecOutline.Parse(Markdown);

    [Fact]
    public void Headings_lists_of_traps_and_codes_can_be_cited()
    {
        Assert.Equal(["3", "3.1", "8", "8.1", "8.2", "A"], _outline.Sections.Order(StringComparer.Ordinal));
        Assert.Equal(["W7"], _outline.Codes);
    }

    [Theory]
    [InlineData("3.1", null, true)]
    [InlineData("3.2", null, false)]
    [InlineData("9", null, false)]
    [InlineData(null, "W7", true)]
    [InlineData(null, "W8", false)]
    [InlineData("3.1", "W7", true)]
    [InlineData("3", "W7", true)]
    [InlineData("8", "W7", false)]
    [InlineData("3.2", "W7", false)]
    public void An_invented_section_or_code_is_refused(string? section, string? code, bool exists) =>
        Assert.Equal(exists, _outline.Has(new Citation("document", section, code, 1)));

    [Theory]
    [InlineData("## 3. One\n## 3. Again")]
    [InlineData("## 3. One\n* **M1** one\n* **M1** again")]
    public void A_number_that_stands_twice_is_refused(string markdown) =>
        Assert.Throws<InvalidDataException>(() => SpecOutline.Parse(markdown));

    [Fact]
    public void The_documents_hold_what_they_are_known_to_hold()
    {
        Assert.Equal(["lotus-worker-protocol.md", "operator.md", "porep.md", "post.md", "snarkpack.md"],
            SpecDocuments.Outlines.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("3.6", SpecDocuments.Outlines["porep.md"].Sections);
        Assert.Contains("8.16", SpecDocuments.Outlines[SpecDocuments.Protocol].Sections);
        Assert.Equal(13 + 24 + 16, SpecDocuments.Outlines[SpecDocuments.Protocol].Codes.Count);
    }
}
