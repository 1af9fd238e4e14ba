namespace LotusSeal.Tree.Tests.Citations;

/// <summary>Every section and code of the specifications that the tree cites exists.</summary>
public sealed class CitationTests
{
    [Fact]
    public void Everything_that_code_and_documents_cite_exists()
    {
        List<string> missing = [];
        int found = 0;
        foreach (string path in SourceTree.Files(".cs", ".c", ".h", ".md").Where(path => !IsSpecification(path)))
        {
            IReadOnlyList<Citation> citations = CitationFinder.InText(File.ReadAllText(path));
            missing.AddRange(Missing(path, citations));
            found += citations.Count;
        }
        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
        Assert.True(found > 300, $"only {found} citations found: the finder no longer sees the forms that are used");
    }

    [Fact]
    public void Specifications_refer_only_to_what_exists()
    {
        List<string> missing = [];
        Dictionary<string, int> found = [];
        foreach (string path in SourceTree.Files(".md").Where(IsSpecification))
        {
            string name = Path.GetFileName(path);
            IReadOnlyList<Citation> citations = CitationFinder.InSpecification(File.ReadAllText(path), name);
            missing.AddRange(Missing(path, citations));
            found[name] = citations.Count;
        }
        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
        Assert.All(SpecDocuments.Outlines.Keys, name => Assert.True(found[name] > 5, $"{found[name]} references found in {name}"));
    }

    [Fact]
    public void Comments_cite_in_forms_that_can_be_checked()
    {
        IEnumerable<string> unbound = SourceTree.Files(".cs", ".c", ".h").SelectMany(path =>
            CitationFinder.UnboundInComments(File.ReadAllText(path)).Select(place => $"{SourceTree.Relative(path)} {place}"));
        string text = string.Join(Environment.NewLine, unbound);
        Assert.True(text.Length == 0, text);
    }

    private static bool IsSpecification(string path) =>
        Path.GetDirectoryName(path) == SpecDocuments.Folder && SpecDocuments.Outlines.ContainsKey(Path.GetFileName(path));

    private static IEnumerable<string> Missing(string path, IReadOnlyList<Citation> citations) =>
        citations.Where(citation => !SpecDocuments.Outlines[citation.Document].Has(citation))
            .Select(citation => $"{SourceTree.Relative(path)}:{citation.Line}: {citation} does not exist");
}
