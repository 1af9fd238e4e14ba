namespace LotusSeal.Tree.Tests.Citations;

public sealed class CitationFinderTests
{
    // Put together, so that this file cites nothing itself.
    private const string Sealing = "porep" + ".md";
    private const string Spacetime = "post" + ".md";
    private const string Operator = "operator" + ".md";
    private const string Protocol = "protocol" + " spec";
    private const string Mark = "/" + "/";
    private const string BlockMark = "/" + "*";

    [Theory]
    [InlineData($"/// <summary>Labels ({Sealing} 3.6).</summary>", "porep.md 3.6")]
    [InlineData($"({Sealing} 3.2, 3.3)", "porep.md 3.2", "porep.md 3.3")]
    [InlineData($"The text is {Sealing} 4.2 and 4.3, and 5.", "porep.md 4.2", "porep.md 4.3", "porep.md 5")]
    [InlineData($"/* {Sealing} 7: the whole of it */", "porep.md 7")]
    [InlineData($"`{Sealing}` 5.4. Next", "porep.md 5.4")]
    [InlineData($"({Spacetime} 4.3)", "post.md 4.3")]
    [InlineData($"{Operator} 6.7, {Operator} D", "operator.md 6.7", "operator.md D")]
    [InlineData($"({Protocol} 4.6, 10.3)", "lotus-worker-protocol.md 4.6", "lotus-worker-protocol.md 10.3")]
    [InlineData($"({Protocol} 1.1 to 1.4)", "lotus-worker-protocol.md 1.2", "lotus-worker-protocol.md 1.3", "lotus-worker-protocol.md 1.1",
        "lotus-worker-protocol.md 1.4")]
    [InlineData($"({Protocol} 1.7 steps 3 to 5)", "lotus-worker-protocol.md 1.7")]
    [InlineData($"({Protocol} 10.1 W3)", "lotus-worker-protocol.md 10.1 W3")]
    [InlineData($"({Protocol} 5.6, M21 and S11)", "lotus-worker-protocol.md 5.6", "lotus-worker-protocol.md M21", "lotus-worker-protocol.md S11")]
    [InlineData($"    /// whatever fails ({Protocol} 4.6,\n    /// 10.3).", "lotus-worker-protocol.md 4.6", "lotus-worker-protocol.md 10.3")]
    [InlineData($"/* see {Sealing}\n * 3.6 */", "porep.md 3.6")]
    [InlineData("lotus-worker-protocol" + ".md 8.16", "lotus-worker-protocol.md 8.16")]
    public void Every_form_is_found(string text, params string[] citations) =>
        Assert.Equal(citations.Order(), CitationFinder.InText(text).Select(citation => citation.ToString()).Order());

    [Theory]
    [InlineData($"described in {Sealing}, not here")]
    [InlineData($"{Sealing} 1.20.2 is a version")]
    [InlineData($"{Sealing} 8MiB")]
    [InlineData("blog" + Spacetime + " 4.3")]
    [InlineData("version 3.6, M21")]
    public void Other_text_is_no_citation(string text) => Assert.Empty(CitationFinder.InText(text));

    [Fact]
    public void A_citation_knows_its_line() =>
        Assert.Equal([1, 3], CitationFinder.InText($"// {Sealing} 3.6\n//\n// and {Protocol} 4.7\n").Select(citation => citation.Line));

    [Fact]
    public void A_specification_cites_itself_and_the_one_it_completes()
    {
        const string text = "As section 5.4 says (6.1, 6.3), sections 7–9 hold; P8.3 and P4 too.\n";
        Assert.Equal(["porep.md 4", "porep.md 8.3", "post.md 5.4", "post.md 6.1", "post.md 6.3", "post.md 7", "post.md 8", "post.md 9"],
            CitationFinder.InSpecification(text, "post.md").Select(citation => citation.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(["lotus-worker-protocol.md 10", "lotus-worker-protocol.md M22", "lotus-worker-protocol.md S1"],
            CitationFinder.InSpecification("[see 10: S1] (M22)", SpecDocuments.Protocol).Select(citation => citation.ToString()).Order());
    }

    [Theory]
    [InlineData($"{Mark} the letter only (spec 8.16)", "line 1: spec 8")]
    [InlineData($"{Mark} fails the sector (10.1 M6)", "line 1: (10.1 M6")]
    [InlineData($"int a;\n{Mark} reports refresh it (M22).", "line 2: (M22")]
    [InlineData($"{BlockMark} space reserved (5.6) */", "line 1: (5.6)")]
    [InlineData($"{Mark} the table of 4.5", "line 1: table of 4.5")]
    [InlineData($"{Mark} see {Sealing} for all of it", $"line 1: {Sealing}")]
    public void Free_forms_in_comments_are_found(string text, string place) => Assert.Equal([place], CitationFinder.UnboundInComments(text));

    [Theory]
    [InlineData($"// bound ({Protocol} 5.6, M21 and S11), over lines ({Protocol}\n// M6)")]
    [InlineData("Add(M0, (M1)); // 1.5 MiB")]
    public void Bound_citations_and_code_are_left_alone(string text) => Assert.Empty(CitationFinder.UnboundInComments(text));
}
