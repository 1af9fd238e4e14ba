using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Auth;

/// <summary>Wire names of permissions: <c>read write sign admin</c> (protocol spec 2.6).</summary>
public static class PermissionNames
{
    /// <summary>Everything a token can allow.</summary>
    public const Permission All = Permission.Read | Permission.Write | Permission.Sign | Permission.Admin;

    private static readonly (Permission Value, string Name)[] Names =
        [(Permission.Read, "read"), (Permission.Write, "write"), (Permission.Sign, "sign"), (Permission.Admin, "admin")];

    /// <summary>The names in their usual order.</summary>
    public static string[] ToNames(Permission permissions) => [.. Names.Where(pair => permissions.HasFlag(pair.Value)).Select(pair => pair.Name)];

    /// <summary>The set of the names; unknown ones grant nothing.</summary>
    public static Permission Parse(IEnumerable<string?>? names) => (names ?? [])
        .Aggregate(Permission.None, (sum, name) => sum | Array.Find(Names, pair => pair.Name == name).Value);
}
