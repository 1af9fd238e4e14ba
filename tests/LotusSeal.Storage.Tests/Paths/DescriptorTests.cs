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

    [Fact]
    public void A_folder_is_one_entry_of_the_list_in_whichever_form_it_is_written()
    {
        string file = _folder["storage.json"];
        File.WriteAllText(file, """{"StoragePaths":[{"Path":"/a/"},{"Path":"/b"},{"Path":"/x/../a"},{"Path":"a\u0000b"}]}""");
        StorageConfig.Append(file, "/a");
        StorageConfig.Append(file, "/c/./");
        Assert.Equal(["/a/", "/b", "/x/../a", "a\0b", "/c"], StorageConfig.Read(file).Folders);
        Assert.True(StorageConfig.Remove(file, "/a"));
        Assert.False(StorageConfig.Remove(file, "/a"));
        Assert.Equal(["/b", "a\0b", "/c"], StorageConfig.Read(file).Folders);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\n  \"StoragePaths\": [\n    {\"Path\": \"/a\"},\n  ]\n}")]
    [InlineData("{\"StoragePaths\":\"/a\"}")]
    public void A_damaged_list_of_paths_names_itself_what_it_should_be_and_the_cure(string json)
    {
        string file = _folder["storage.json"];
        File.WriteAllText(file, json);
        StorageException e = Assert.Throws<StorageException>(() => StorageConfig.Read(file));
        Assert.Equal(StorageFault.Misconfigured, e.Fault);
        Assert.StartsWith($"{file} is no list of storage paths", e.Message);
        Assert.Contains("""{"StoragePaths":[{"Path":"/folder"}]}""", e.Message);
        Assert.Contains("storage attach", e.Message);
        Assert.DoesNotContain("JSON", e.Message);
        Assert.DoesNotContain("LineNumber", e.Message);
        Assert.Equal(json, File.ReadAllText(file));
        if (json.Contains('\n', StringComparison.Ordinal)) Assert.Contains("line 4", e.Message);
    }

    [Fact]
    public void A_damaged_descriptor_names_itself_and_the_place()
    {
        File.WriteAllText(_folder["sectorstore.json"], "{\n  \"ID\": \"x\"\n  \"Weight\": 1\n}");
        StorageException e = Assert.Throws<StorageException>(() => StorageDescriptor.Read(_folder.Path));
        Assert.StartsWith($"{_folder["sectorstore.json"]} describes no storage path (wrong in line 3 ", e.Message);
        Assert.DoesNotContain("LineNumber", e.Message);
    }

    [Theory]
    [InlineData(null, "the folder does not exist")]
    [InlineData("", "the folder is empty; is the disk mounted?")]
    [InlineData("sealed", "sectorstore.json is missing; is the disk mounted?")]
    public void A_folder_without_descriptor_is_taken_for_a_disk_that_is_not_mounted(string? content, string words)
    {
        if (content is not null) Directory.CreateDirectory(_folder["p", content]);
        StorageException e = Assert.Throws<StorageException>(() => StorageDescriptor.Read(_folder["p"]));
        Assert.Equal(StorageFault.PathGone, e.Fault);
        Assert.Contains(words, e.Message);
    }
}
