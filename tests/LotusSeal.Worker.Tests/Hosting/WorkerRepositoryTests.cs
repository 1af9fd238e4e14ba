using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Hosting;

public sealed class WorkerRepositoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_kill_left_of_a_written_file_goes_at_the_next_start_when_it_is_old()
    {
        WorkerRepository.Open(_folder.Path, noLocalStorage: true).Dispose();
        string old = _folder["api.d8249e27460f435aadde7e9f34eff332.tmp"], young = _folder["storage.json.0123456789abcdef0123456789abcdef.tmp"];
        File.WriteAllText(old, "");
        File.WriteAllText(young, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow - TimeSpan.FromDays(2));
        using WorkerRepository repository = WorkerRepository.Open(_folder.Path, noLocalStorage: true);
        Assert.Equal((false, true), (File.Exists(old), File.Exists(young)));
    }
}
