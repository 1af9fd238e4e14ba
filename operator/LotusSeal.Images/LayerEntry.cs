namespace LotusSeal.Images;

/// <summary>Something in a layer. Owned by root unless it says otherwise.</summary>
/// <param name="Mode">Its permissions.</param>
/// <param name="Owner">User and group.</param>
internal abstract record LayerEntry(UnixFileMode Mode, int Owner = 0)
{
    public const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    public const UnixFileMode Program = Everybody | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute
        | UnixFileMode.OtherExecute;
    public const UnixFileMode Document = Everybody | UnixFileMode.UserWrite;

    /// <summary>A folder in which everybody may make files, as /tmp.</summary>
    public const UnixFileMode Shared = Program | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit;
}

/// <summary>A folder.</summary>
internal sealed record FolderEntry(UnixFileMode Mode = LayerEntry.Program, int Owner = 0) : LayerEntry(Mode, Owner);

/// <summary>A file with the content of one of this machine's.</summary>
internal sealed record FileEntry(string Source, UnixFileMode Mode) : LayerEntry(Mode);

/// <summary>A small file made here.</summary>
internal sealed record TextEntry(string Text) : LayerEntry(Document);

/// <summary>A symbolic link.</summary>
internal sealed record LinkEntry(string Target) : LayerEntry(Program);
