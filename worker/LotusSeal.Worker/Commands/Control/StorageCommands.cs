using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Storage;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Control;

/// <summary><c>storage</c>: the worker's storage paths.</summary>
internal static class StorageCommands
{
    /// <summary>Makes the command with its sub-commands.</summary>
    public static Command Create(CommandContext context, ApiLocator locator)
    {
        Command storage = new("storage", "manage sector storage");
        storage.Add(Attach(context, locator));
        storage.Add(Detach(context, locator));
        storage.Add(Redeclare(context, locator));
        storage.Add(List(context, locator));
        return storage;
    }

    private static Command Attach(CommandContext context, ApiLocator locator)
    {
        Argument<string> path = PathArgument(required: true);
        SwitchSetting init = new("--init", false, "make the folder a storage path first");
        TextSetting<ulong?> weight = new("--weight", Values.Number, 10, "(for init) preference among paths (default: 10)", valueName: "N");
        SwitchSetting seal = new("--seal", false, "(for init) use the path for sealing");
        SwitchSetting store = new("--store", false, "(for init) use the path for long-term storage");
        TextSetting<ulong> maxStorage = new("--max-storage", SizeText.Parse, 0,
            "(for init) most bytes to use, for instance 10TiB", valueName: "SIZE");
        TextSetting<string[]> groups = new("--groups", Values.List, [], "(for init) groups that the path belongs to", valueName: "a,b");
        TextSetting<string[]> allowTo = new("--allow-to", Values.List, [],
            "(for init) groups that may fetch from the path; none allows all", valueName: "a,b");
        Command attach = new("attach", "attach a local storage path");
        attach.Add(path);
        foreach (Option option in new[] { init.Option, weight.Option, seal.Option, store.Option, maxStorage.Option, groups.Option, allowTo.Option })
            attach.Add(option);
        attach.SetAction((result, cancellationToken) =>
        {
            string folder = Absolute(context, result.GetRequiredValue(path));
            Lotus.Api.ApiInfo worker = locator.Worker(result);
            if (init.Value(result, context))
            {
                if (!seal.Value(result, context) && !store.Value(result, context)) throw new UsageException("--init: give --seal, --store or both.");
                StorageDescriptor.Create(folder, new StorageDescriptor
                {
                    Id = StorageDescriptor.NewId(),
                    Weight = weight.Value(result, context)!.Value,
                    CanSeal = seal.Value(result, context),
                    CanStore = store.Value(result, context),
                    MaxStorage = maxStorage.Value(result, context),
                    Groups = groups.Value(result, context),
                    AllowTo = allowTo.Value(result, context),
                });
            }

            else
            {
                string[] unused = [.. new[] { weight.Option, seal.Option, store.Option, maxStorage.Option, groups.Option, allowTo.Option }
                    .Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
                if (unused.Length > 0)
                {
                    context.Error.WriteLine($"warning: without --init, {string.Join(", ", unused)} changes nothing: {folder} is used as its "
                        + $"{StorageDescriptor.FileName} says. Edit that file and run 'storage redeclare' to change it.");
                }
            }

            return ControlCommands.RunAsync(context, worker, (api, token) => api.StorageAddLocalAsync(folder, token), cancellationToken);
        });
        return attach;
    }

    private static Command Detach(CommandContext context, ApiLocator locator)
    {
        Argument<string> path = PathArgument(required: true);
        SwitchSetting reallyDoIt = new("--really-do-it", false, "needed: the sectors in the path are out of reach until it is attached again");
        Command detach = new("detach", "detach a local storage path");
        detach.Add(path);
        detach.Add(reallyDoIt.Option);
        detach.SetAction((result, cancellationToken) =>
        {
            if (!reallyDoIt.Value(result, context)) throw new UsageException("pass --really-do-it to detach the path.");
            string folder = Absolute(context, result.GetRequiredValue(path));
            return ControlCommands.RunAsync(context, locator.Worker(result),
                (api, token) => api.StorageDetachLocalAsync(folder, token), cancellationToken);
        });
        return detach;
    }

    private static Command Redeclare(CommandContext context, ApiLocator locator)
    {
        Argument<string> path = PathArgument(required: false);
        TextSetting<string?> id = new("--id", Values.Text, null, "id of the storage path", valueName: "ID");
        SwitchSetting all = new("--all", false, "all storage paths");
        SwitchSetting dropMissing = new("--drop-missing", true, "drop what the miner's index has and the disk has not");
        Command redeclare = new("redeclare", "tell the miner again which sectors are in a storage path");
        redeclare.Add(path);
        foreach (Option option in new[] { id.Option, all.Option, dropMissing.Option }) redeclare.Add(option);
        redeclare.SetAction((result, cancellationToken) =>
        {
            string? folder = result.GetValue(path);
            string? pathId = id.Value(result, context);
            bool every = all.Value(result, context), drop = dropMissing.Value(result, context);
            if (new[] { folder is not null, pathId is not null, every }.Count(given => given) != 1)
                throw new UsageException("redeclare: give exactly one of PATH, --id and --all.");
            if (folder is not null) pathId = StorageDescriptor.Read(Absolute(context, folder)).Id;
            return ControlCommands.RunAsync(context, locator.Worker(result),
                (api, token) => api.StorageRedeclareLocalAsync(pathId, drop, token), cancellationToken);
        });
        return redeclare;
    }

    private static Command List(CommandContext context, ApiLocator locator)
    {
        Command list = new("list", "list the worker's storage paths");
        list.SetAction((result, cancellationToken) => ControlCommands.RunAsync(context, locator.Worker(result), async (api, token) =>
        {
            StoragePath[] paths = await api.PathsAsync(token) ?? [];
            await context.Output.WriteAsync(WorkerInfoText.FormatPaths(paths));
        }, cancellationToken));
        return list;
    }

    private static Argument<string> PathArgument(bool required) => new("PATH")
    {
        Description = "folder of the storage path",
        Arity = required ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
    };

    private static string Absolute(CommandContext context, string path) => PathName.Normal(context.ExpandPath(path));
}
