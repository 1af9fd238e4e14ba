using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Text;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Commands;

/// <summary><c>fetch-params</c>: puts the parameters of a manifest into the folder where every Filecoin program looks for them.</summary>
internal static class FetchParametersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        TextSetting<ulong?> sectorSize = new("--sector-size", text => SizeText.Parse(text), null,
            "size of the sectors whose .params are wanted, for instance 32GiB",
            valueName: "N");
        Option<string[]> manifest = new("--manifest")
        {
            Description = "published list of parameter files, such as parameters.json or srs-inner-product.json of Lotus; may be given again. "
                + "None is built in: this worker computes no SNARKs and fetches nothing by itself",
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
        };
        TextSetting<string> folder = new("--dir", Values.Text, ParameterFetcherOptions.DefaultFolder,
            $"where the files belong (default: {ParameterFetcherOptions.DefaultFolder})",
            ["FIL_PROOFS_PARAMETER_CACHE"], valueName: "DIR");
        TextSetting<string> gateway = new("--gateway", Values.Text, ParameterFetcherOptions.DefaultGateway,
            $"the CID is appended to it as it stands, so end it with '/' (default: {ParameterFetcherOptions.DefaultGateway})", ["IPFS_GATEWAY"],
            valueName: "URL");
        Command command = new("fetch-params",
            "check and fetch proof parameters for other programs on this machine (TRUST_PARAMS=1 takes large .params as present, unread)");
        foreach (Option option in new[] { sectorSize.Option, manifest, folder.Option, gateway.Option }) command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            ulong size = sectorSize.Value(result, context) ?? throw new UsageException("--sector-size is missing.");
            string[] manifests = result.GetValue(manifest) is { Length: > 0 } given
                ? given
                : throw new UsageException("--manifest is missing: no list of parameters is built in.");
            ParameterFetcherOptions options = new()
            {
                Folder = Path.GetFullPath(context.ExpandPath(folder.Value(result, context))),
                Gateway = gateway.Value(result, context),
                // Lotus knows the value 1 only.
                TrustParameters = context.Variable("TRUST_PARAMS") == "1",
            };
            IReadOnlyList<ParameterFile> files =
                ParameterManifest.Select(manifests.SelectMany(path => ParameterManifest.Read(context.ExpandPath(path))), size);
            if (!files.Any(file => file.SectorSize == size))
                await context.Error.WriteLineAsync($"note: no manifest has a file for sectors of {size} bytes");
            if (!options.Gateway.EndsWith('/'))
                await context.Error.WriteLineAsync("note: the gateway does not end with '/'; CIDs are appended to it all the same, as Lotus does");
            using ParameterFetcher fetcher = new(options, context.Error.WriteLine);
            int fetched = await fetcher.FetchAsync(files, cancellationToken);
            await context.Output.WriteLineAsync(FormattableString.Invariant($"{options.Folder}: {files.Count} files, {fetched} of them fetched now"));
            return 0;
        });
        return command;
    }
}
