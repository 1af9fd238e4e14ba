using System.Text;
using System.Text.RegularExpressions;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Testing.Pages;

/// <summary>Runs the blocks of a page as a reader would: one shell, from the first line to the last, in the folder of the checkout.</summary>
public sealed class PageShell
{
    /// <summary>Every line counts, and what still runs at the end does not stay.</summary>
    private const string Start = """
        set -eo pipefail
        finish() {
          local status=$?
          trap - EXIT
          set +ex
          [ "$status" = 0 ] || echo "failed in $block"
          kill $(jobs -p)
          wait
          exit "$status"
        } 2>/dev/null
        trap finish EXIT

        """;

    private readonly List<(string Written, string Here)> _names = [];
    private readonly Dictionary<string, string?> _variables = [];
    private readonly List<string> _folders = [];
    private readonly StringBuilder _functions = new();

    /// <summary>Puts something of this machine in the place of what the page writes.</summary>
    public PageShell Replace(string written, string here)
    {
        _names.Add((written, here));
        return this;
    }

    /// <summary>Sets a variable before the first line; null removes it.</summary>
    public PageShell Set(string name, string? value)
    {
        _variables[name] = value;
        return this;
    }

    /// <summary>Makes the programs of a folder come before others of their name.</summary>
    public PageShell AddPath(string folder)
    {
        _folders.Add(folder);
        return this;
    }

    /// <summary>Defines a function of the shell that stands in front of a program.</summary>
    /// <param name="name">The name of both.</param>
    /// <param name="body">Its lines; <c>command NAME "$@"</c> runs the program.</param>
    public PageShell Before(string name, string body)
    {
        _functions.Append($"{name}() {{\n{body}\n}}\n");
        return this;
    }

    /// <summary>Runs the blocks of a page for a scene and fails at the first line that does. What is still running then is ended.</summary>
    /// <returns>Everything that was printed.</returns>
    public async Task<string> RunAsync(string page, string scene, TimeSpan? limit = null)
    {
        PageBlock[] blocks = [.. PageFiles.BlocksOf(page, scene)];
        Assert.NotEmpty(blocks);
        StringBuilder script = new(Start);
        script.Append(_functions).Append("set -x\n");
        foreach (PageBlock block in blocks) script.Append($"{{ block={block.Place}; }} 2>/dev/null\n").Append(Here(block.Text));
        Dictionary<string, string?> variables = new(_variables)
        {
            ["PATH"] = string.Join(':', _folders.Append(Environment.GetEnvironmentVariable("PATH"))),
        };
        CommandResult result = await CommandRun.RunAsync(
            "/bin/bash", ["-c", $"cd '{Repository.Root}' && exec 2>&1\n{script}"], variables: variables, limit: limit);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output;
    }

    /// <summary>All at once, so that nothing is replaced in what was put in; of two that fit the one that was given first.</summary>
    private string Here(string text) => _names.Count == 0 ? text : Regex.Replace(
        text, string.Join('|', _names.Select(name => Regex.Escape(name.Written))), match => _names.First(name => name.Written == match.Value).Here);
}
