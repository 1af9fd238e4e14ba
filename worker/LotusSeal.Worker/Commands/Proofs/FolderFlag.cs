using LotusSeal.Hosting;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>The flags that several offline commands share.</summary>
internal static class FolderFlag
{
    /// <summary>The sector folder.</summary>
    /// <param name="withOut">Whether <c>--out</c> names it too; where that is a result file it does not.</param>
    public static TextSetting<string?> Folder(bool withOut) => new(withOut ? "--out" : "--dir", Values.Text, null,
        "folder of the sector: unsealed, sealed, cache, outputs and sector.json", aliases: withOut ? ["--dir"] : null, valueName: "DIR");

    /// <summary>One JSON object on standard output.</summary>
    public static SwitchSetting Json() => new("--json", false, "print one JSON object");

    /// <summary>A value that must be there.</summary>
    public static T Required<T>(T? value, string flag) where T : struct => value ?? throw new UsageException($"{flag} is missing.");

    /// <summary>A text that must be there.</summary>
    public static string Required(string? value, string flag) => value ?? throw new UsageException($"{flag} is missing.");
}
