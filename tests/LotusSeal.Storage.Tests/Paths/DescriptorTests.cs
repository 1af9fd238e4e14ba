namespace LotusSeal.Storage.Tests;

public sealed class DescriptorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_descriptor_is_written_with_every_field_and_two_spaces()
    {
        StorageDescriptor.Create(_folder["p"], new StorageDescriptor { Id = "an-id", Weight = 10, CanSeal = true });
        Assert.Equal(
            """
            {
              "ID": "an-id",
              "Weight": 10,
              "CanSeal": true,
              "CanStore": false,
              "MaxStorage": 0,
              "Groups": null,
              "AllowTo": null,
              "AllowTypes": null,
              "DenyTypes": null,
              "AllowMiners": null,
              "DenyMiners": null
            }
            """.ReplaceLineEndings("\n"),
            File.ReadAllText(_folder["p/sectorstore.json"]));
    }

    [Fact]
    public void The_descriptor_of_the_first_releases_is_read()
    {
        File.WriteAllText(_folder["sectorstore.json"], """{"ID":"x","Weight":7,"CanSeal":false,"CanStore":true}""");
        StorageDescriptor descriptor = StorageDescriptor.Read(_folder.Path);
        Assert.Equal(("x", 7UL, false, true, 0UL), (descriptor.Id, descriptor.Weight, descriptor.CanSeal, descriptor.CanStore,
            descriptor.MaxStorage));
    }

    [Fact]
    public void Init_refuses_an_existing_path_and_one_without_purpose()
    {
        StorageDescriptor good = new() { Id = "x", CanStore = true };
        Assert.Throws<StorageException>(() => StorageDescriptor.Create(_folder.Path, good with { CanStore = false }));
        Assert.False(File.Exists(_folder["sectorstore.json"]));
        StorageDescriptor.Create(_folder.Path, good);
        string before = File.ReadAllText(_folder["sectorstore.json"]);
        Assert.Contains("sectorstore.json", Assert.Throws<StorageException>(() =>
            StorageDescriptor.Create(_folder.Path, good with { Id = "y" })).Message);
        Assert.Equal(before, File.ReadAllText(_folder["sectorstore.json"]));
        Assert.Equal(["sectorstore.json"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{", "sectorstore")]
    [InlineData("null", "null")]
    [InlineData("""{"Weight":1}""", "no ID")]
    public void Broken_descriptors_are_named(string json, string expected)
    {
        File.WriteAllText(_folder["sectorstore.json"], json);
        StorageException e = Assert.Throws<StorageException>(() => StorageDescriptor.Read(_folder.Path));
        Assert.Contains(_folder.Path, e.Message);
        if (expected != "sectorstore") Assert.Contains(expected, e.Message);
    }

    [Fact]
    public void A_missing_descriptor_is_an_error_that_names_the_path() =>
        Assert.Contains("reading storage metadata for /nonexistent",
            Assert.Throws<StorageException>(() => StorageDescriptor.Read("/nonexistent")).Message);

    [Fact]
    public void The_list_of_paths_grows_without_doubles()
    {
        string file = _folder["storage.json"];
        File.WriteAllText(file, """{"StoragePaths":null}""");
        StorageConfig.Append(file, "/a");
        StorageConfig.Append(file, "/b");
        StorageConfig.Append(file, "/a");
        Assert.Equal(["/a", "/b"], StorageConfig.Read(file).Folders);
        Assert.Equal("{\n  \"StoragePaths\": [\n    {\n      \"Path\": \"/a\"\n    },\n    {\n      \"Path\": \"/b\"\n    }\n  ]\n}",
            File.ReadAllText(file));
        StorageConfig.Remove(file, "/a");
        Assert.Equal(["/b"], StorageConfig.Read(file).Folders);
    }

    [Theory]
    [InlineData("10TiB", 10UL << 40)]
    [InlineData("1g", 1UL << 30)]
    [InlineData("1.5k", 1536UL)]
    [InlineData("512", 512UL)]
    [InlineData(" 2 MB ", 2UL << 20)]
    [InlineData("0", 0UL)]
    public void Sizes_are_read(string text, ulong bytes) => Assert.Equal(bytes, SizeText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("g")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("1.5")]
    [InlineData("99999999999EiB")]
    [InlineData("1gg")]
    public void Other_texts_are_no_sizes(string text) => Assert.Throws<FormatException>(() => SizeText.Parse(text));
}
