using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

/// <summary>An error of the C library.</summary>
/// <param name="Number">errno.</param>
internal readonly record struct LibcError(int Number)
{
    /// <summary>ENOENT: there is no such file.</summary>
    internal static readonly LibcError NoSuchFile = new(2);

    /// <summary>ESRCH: the process or thread is gone.</summary>
    internal static readonly LibcError NoSuchProcess = new(3);

    /// <summary>EAGAIN: somebody else has it.</summary>
    internal static readonly LibcError TryAgain = new(11);

    /// <summary>EEXIST: the name is taken.</summary>
    internal static readonly LibcError Exists = new(17);

    /// <summary>EXDEV: the two names are on different mounts.</summary>
    internal static readonly LibcError OtherMount = new(18);

    /// <summary>ENOTDIR: a file where a folder is wanted.</summary>
    internal static readonly LibcError NoFolder = new(20);

    /// <summary>EISDIR: a folder where a file is wanted.</summary>
    internal static readonly LibcError IsFolder = new(21);

    /// <summary>ENOTEMPTY: there is something in the folder.</summary>
    internal static readonly LibcError NotEmpty = new(39);

    /// <summary>The system's words, without a full stop.</summary>
    public string Message => Marshal.GetPInvokeErrorMessage(Number);

    /// <summary>As the framework tells failures of files: the number is the <see cref="Exception.HResult"/>.</summary>
    /// <param name="what">What could not be done, for instance <c>Cannot sync the folder /a</c>.</param>
    public IOException ToException(string what) => new($"{what}: {Message}.", Number);
}
