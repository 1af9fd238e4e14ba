using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary><c>--gpu-policy</c> of the commands that can use a GPU.</summary>
internal sealed class GpuPolicySetting
{
    /// <summary>The flag.</summary>
    public const string Flag = "--gpu-policy";

    private const string Prefer = "prefer", Require = "require", Never = "never";

    private static readonly Func<string, string> Word = Values.OneOf(Prefer, Require, Never);

    private readonly TextSetting<GpuPolicy> _setting = new(Flag, Parse, GpuPolicy.Prefer,
        "PreCommit2 and proofs: prefer a GPU to the processor, require one, never use one (default: prefer)",
        ["LOTUS_WORKER_GPU_POLICY"], valueName: $"{Prefer}|{Require}|{Never}");

    /// <summary>The flag, to be added to its command.</summary>
    public Option Option => _setting.Option;

    /// <summary>The word for a policy.</summary>
    public static string WordOf(GpuPolicy policy) => policy switch
    {
        GpuPolicy.Require => Require,
        GpuPolicy.Never => Never,
        _ => Prefer,
    };

    /// <summary>The policy; what else keeps GPUs out goes together with all but one.</summary>
    /// <exception cref="UsageException">A GPU is required and kept out.</exception>
    public GpuPolicy Read(ParseResult result, CommandContext context)
    {
        GpuPolicy policy = ReadAlone(result, context);
        if (policy == GpuPolicy.Require && !string.IsNullOrEmpty(context.Variable(BackendChoice.NoGpuVariable)))
        {
            throw new UsageException($"{Flag} {Require}: {BackendChoice.NoGpuVariable} is set, which keeps GPUs out; --enable-gpu-proving=false "
                + "sets it.");
        }

        return policy;
    }

    /// <summary>The policy, whatever else is set.</summary>
    public GpuPolicy ReadAlone(ParseResult result, CommandContext context) => _setting.Value(result, context);

    private static GpuPolicy Parse(string text) => Word(text) switch
    {
        Require => GpuPolicy.Require,
        Never => GpuPolicy.Never,
        _ => GpuPolicy.Prefer,
    };
}
