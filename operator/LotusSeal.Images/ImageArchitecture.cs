using System.Runtime.InteropServices;

namespace LotusSeal.Images;

/// <summary>Processors that images are made for.</summary>
/// <param name="Name">As images name it.</param>
/// <param name="Variant">Its generation, where images name one.</param>
/// <param name="ElfMachine">Its number in programs and libraries.</param>
/// <param name="Loader">Where its programs expect the one that maps their libraries.</param>
internal sealed record ImageArchitecture(string Name, string? Variant, ushort ElfMachine, string Loader)
{
    private static readonly ImageArchitecture Amd64 = new("amd64", null, 62, "/lib64/ld-linux-x86-64.so.2");
    private static readonly ImageArchitecture Arm64 = new("arm64", "v8", 183, "/lib/ld-linux-aarch64.so.1");

    /// <summary>Those that there are.</summary>
    public static IReadOnlyList<ImageArchitecture> All { get; } = [Amd64, Arm64];

    /// <summary>That of this machine.</summary>
    /// <exception cref="InvalidDataException">There are no images for it.</exception>
    public static ImageArchitecture Here => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => Amd64,
        Architecture.Arm64 => Arm64,
        Architecture other => throw new InvalidDataException($"there are no images for {other}"),
    };

    /// <summary>The one of a name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static ImageArchitecture Of(string name) => All.FirstOrDefault(one => one.Name == name)
        ?? throw new InvalidDataException($"there are no images for {name}: one of {string.Join(", ", All.Select(one => one.Name))}");

    /// <summary>The tag of images, with the architecture where it is not that of this machine: both may lie in one engine.</summary>
    public string Tag => this == Here ? "dev" : $"dev-{Name}";
}
