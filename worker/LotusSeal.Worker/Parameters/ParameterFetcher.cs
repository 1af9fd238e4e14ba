using LotusSeal.Lotus.Rpc;
using LotusSeal.Primitives.Durability;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Parameters;

/// <summary>Makes the parameter folder hold what a manifest names, beside Lotus programs that do the same (protocol spec 1.9, W1, W2).</summary>
public sealed class ParameterFetcher : IDisposable
{
    private readonly ParameterFetcherOptions _options;
    private readonly Action<string> _report;
    private readonly IFileSystemProbe _disk;
    private readonly HttpClient _http;

    /// <summary>Creates a fetcher.</summary>
    /// <param name="options">Folder, gateway and deadlines.</param>
    /// <param name="report">Receives lines for the user: what is checked, fetched, waited for.</param>
    /// <param name="disk">Asked for free space.</param>
    public ParameterFetcher(ParameterFetcherOptions options, Action<string> report, IFileSystemProbe? disk = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _report, _disk) = (options, report, disk ?? new FileSystemProbe());
        _http = HttpHandlers.Client(HttpHandlers.ForOutside(options.ConnectTimeout));
    }

    /// <summary>Checks every file and fetches those that are missing or wrong, one after the other.</summary>
    /// <returns>How many were fetched by this call.</returns>
    /// <exception cref="ParameterException">A file cannot be had; what is right stays, and the next run goes on from there.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public async Task<int> FetchAsync(IReadOnlyList<ParameterFile> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        MakeFolder();
        int fetched = 0;
        foreach (ParameterFile file in files)
        {
            if (_options.TrustParameters && file.MayBeTrusted)
            {
                _report($"{file.Name}: taken as present without a look, because TRUST_PARAMS is 1; not for production");
                continue;
            }

            if (await EnsureAsync(file, cancellationToken)) fetched++;
        }

        return fetched;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private void MakeFolder()
    {
        if (Directory.Exists(_options.Folder)) return;
        string? parent = Path.GetDirectoryName(Path.GetFullPath(_options.Folder));
        if (!Directory.Exists(parent)) throw new ParameterException($"the folder {_options.Folder} cannot be made: {parent} is not there");
        Directory.CreateDirectory(_options.Folder);
    }

    private async Task<bool> EnsureAsync(ParameterFile file, CancellationToken cancellationToken)
    {
        string path = Path.Join(Path.GetFullPath(_options.Folder), file.Name);
        (bool, long, DateTime) seen = StampOf(path);
        if (await IsRightAsync(file, path, cancellationToken)) return false;
        using FetchLock _ = await LockAsync(file, cancellationToken);
        // Whoever had the lock before may have fetched this very file.
        if (StampOf(path) != seen && await IsRightAsync(file, path, cancellationToken)) return false;
        await ReplaceAsync(file, path, cancellationToken);
        return true;
    }

    private static (bool Exists, long Length, DateTime Written) StampOf(string path)
    {
        FileInfo file = FileTarget.Of(path);
        return file.Exists ? (true, file.Length, file.LastWriteTimeUtc) : default;
    }

    private async Task<bool> IsRightAsync(ParameterFile file, string path, CancellationToken cancellationToken)
    {
        string? digest = await ParameterDigest.OfFileAsync(path, cancellationToken);
        if (digest == file.Digest) return true;
        if (digest is not null) _report($"{file.Name}: the file there has digest {digest}, not {file.Digest}");
        return false;
    }

    private async Task<FetchLock> LockAsync(ParameterFile file, CancellationToken cancellationToken)
    {
        for (bool told = false; ; told = true)
        {
            if (FetchLock.TryTake(_options.Folder) is FetchLock taken) return taken;
            if (!told) _report($"{file.Name}: another process fetches into {_options.Folder}; waiting for it");
            await Task.Delay(_options.LockRetry, cancellationToken);
        }
    }

    private async Task ReplaceAsync(ParameterFile file, string path, CancellationToken cancellationToken)
    {
        string unfinished = path + ParameterManifest.UnfinishedSuffix;
        // Lotus downloads under the final name, so a wrong file there is most likely the beginning of the right one.
        // What a link leads to is somebody else's, and is not written to.
        if (new FileInfo(path).LinkTarget is not null) File.Delete(path);
        else if (File.Exists(path)) Renaming.Replace(path, unfinished);
        for (int gateway = 0; ; gateway++)
        {
            try
            {
                await DownloadAsync(file, unfinished, _options.Gateways[gateway], cancellationToken);
                break;
            }
            catch (ParameterException e) when (gateway + 1 < _options.Gateways.Count)
            {
                _report($"{e.Message}; asking the next gateway");
            }
        }

        AtomicFile.FlushFile(unfinished);
        Renaming.Replace(unfinished, path);
        AtomicFile.FlushFolder(_options.Folder);
        _report($"{file.Name}: fetched and right");
    }

    private async Task DownloadAsync(ParameterFile file, string unfinished, string gateway, CancellationToken cancellationToken)
    {
        ParameterDownload download = new(_http, _disk, _options, gateway, file, unfinished, _report);
        _report($"{file.Name}: fetching {download.Source}");
        for (bool again = false; ; again = true)
        {
            await download.RunAsync(cancellationToken);
            string? digest = await ParameterDigest.OfFileAsync(unfinished, cancellationToken);
            if (digest == file.Digest) return;
            File.Delete(unfinished);
            string reason = $"{file.Name}: {download.Source} has digest {digest ?? "none"}, not {file.Digest}";
            if (again) throw new ParameterException($"{reason}, also when fetched anew");
            _report($"{reason}; fetching it anew");
        }
    }
}
