using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Text;
using LotusSeal.Worker.Commands.Proofs;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Commands;

/// <summary>
/// <c>fetch-params</c>, as other workers have it, and <c>proofs params fetch</c>: puts parameters into the folder where every Filecoin program
/// looks for them.
/// </summary>
internal static class FetchParametersCommand
{
    /// <summary>Makes the command under one of its names.</summary>
    public static Command Create(CommandContext context, string name)
    {
        TextSetting<ulong?> sectorSize = new("--sector-size", text => SizeText.Parse(text), null,
            "size of the sectors whose .params are wanted, for instance 32GiB",
            valueName: "N");
        Option<string[]> manifest = new("--manifest")
        {
            Description = "list of parameter files in place of the network's, which is built in: as parameters.json and srs-inner-product.json "
                + "of Lotus; may be given again. Nothing is fetched but by this command",
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string[]> mirrors = new("--mirror")
        {
            Description = "another gateway, for what the ones before it do not give; may be given again",
            HelpName = "URL",
            Arity = ArgumentArity.OneOrMore,
        };
        TextSetting<string> folder = ParameterFlags.Folder("--dir", "where the files belong");
        TextSetting<string> gateway = new("--gateway", Values.Text, ParameterFetcherOptions.DefaultGateway,
            $"the CID is appended to it as it stands, so end it with '/' (default: {ParameterFetcherOptions.DefaultGateway})", ["IPFS_GATEWAY"],
            valueName: "URL");
        Command command = new(name, "check and fetch proof parameters (TRUST_PARAMS=1 takes large .params as present, unread)");
        foreach (Option option in new[] { sectorSize.Option, manifest, folder.Option, gateway.Option, mirrors }) command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            ulong size = sectorSize.Value(result, context) ?? throw new UsageException("--sector-size is missing.");
            ParameterFetcherOptions options = new()
            {
                Folder = Path.GetFullPath(context.ExpandPath(folder.Value(result, context))),
                Gateways = [gateway.Value(result, context), .. result.GetValue(mirrors) ?? []],
                // Lotus knows the value 1 only.
                TrustParameters = context.Variable("TRUST_PARAMS") == "1",
            };
            IEnumerable<ParameterFile> list = result.GetValue(manifest) is { Length: > 0 } manifests
                ? manifests.SelectMany(path => ParameterManifest.Read(context.ExpandPath(path)))
                : ParameterManifest.Network;
            IReadOnlyList<ParameterFile> files = ParameterManifest.Select(list, size);
            if (!files.Any(file => file.SectorSize == size))
                await context.Error.WriteLineAsync($"note: no manifest has a file for sectors of {size} bytes");
            if (!options.Gateways.All(url => url.EndsWith('/')))
                await context.Error.WriteLineAsync("note: a gateway does not end with '/'; CIDs are appended to it all the same, as Lotus does");
            using ParameterFetcher fetcher = new(options, context.Error.WriteLine);
            int fetched = await fetcher.FetchAsync(files, cancellationToken);
            await context.Output.WriteLineAsync(FormattableString.Invariant($"{options.Folder}: {files.Count} files, {fetched} of them fetched now"));
            return 0;
        });
        return command;
    }
}
