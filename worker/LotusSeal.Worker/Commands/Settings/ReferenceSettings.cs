using System.CommandLine;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary>Settings of the reference implementation that every command that seals honours (porep.md 1.3).</summary>
internal sealed class ReferenceSettings
{
    /// <summary>The variable behind <see cref="ParentsCache"/>.</summary>
    public const string ParentsCacheVariable = "FIL_PROOFS_PARENT_CACHE";

    /// <summary>The variable behind <see cref="RowsToDiscard"/>.</summary>
    public const string RowsToDiscardVariable = "FIL_PROOFS_ROWS_TO_DISCARD";

    /// <summary>The folder of parents files, none by default.</summary>
    public TextSetting<string?> ParentsCache { get; } = new("--parents-cache", Values.Text, null,
        "keep parents files in this folder for other programs, 56 GiB for 32 GiB sectors; they save no time (default: none)",
        [ParentsCacheVariable], valueName: "DIR");

    /// <summary>Rows above the leaves that tree-r-last lacks.</summary>
    public TextSetting<int> RowsToDiscard { get; } = new("--rows-to-discard", ParseRows, SealingOptions.DefaultRowsToDiscard,
        "rows above the leaves left out of tree-r-last from 8 MiB on: 0, 1 or 2; the miner and PoSt workers need the same (default: 2)",
        [RowsToDiscardVariable], valueName: "N");

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(ParentsCache.Option);
        command.Add(RowsToDiscard.Option);
    }

    /// <summary>The folder of parents files, an absolute path, or null.</summary>
    public string? ReadParentsCache(ParseResult result, CommandContext context) =>
        ParentsCache.Value(result, context) is { } folder ? Path.GetFullPath(context.ExpandPath(folder)) : null;

    private static int ParseRows(string text) => text switch
    {
        "0" => 0,
        "1" => 1,
        "2" => 2,
        _ => throw new FormatException($"'{text}' is not 0, 1 or 2; nobody could prove a sector whose tree-r-last lacks more rows."),
    };
}
