namespace LotusSeal.Protocol.Tests.Players;

/// <summary>A storage path in the played miner's index.</summary>
internal sealed record StoragePathEntry(string Id, string Url, ulong Weight, ulong MaxStorage, bool CanSeal, bool CanStore)
{
    /// <summary>
    /// The answer of StorageInfo and an item of StorageBestAlloc, with the members that a real miner sends (protocol spec 10.2 M10).
    /// </summary>
    public string InfoJson =>
        $"{{\"ID\":\"{Id}\",\"URLs\":[\"{Url}\"],\"Weight\":{Weight},\"MaxStorage\":{MaxStorage},\"CanSeal\":{Json(CanSeal)},\"CanStore\":{Json(CanStore)},"
        + "\"Groups\":null,\"AllowTo\":null,\"AllowTypes\":[],\"DenyTypes\":[],\"AllowMiners\":null,\"DenyMiners\":null}";

    /// <summary>An item of StorageFindSector.</summary>
    public string HolderJson(string folder, string sector, bool primary) =>
        $"{{\"ID\":\"{Id}\",\"URLs\":[\"{Url}/{folder}/{sector}\"],\"BaseURLs\":[\"{Url}\"],\"Weight\":{Weight},\"CanSeal\":{Json(CanSeal)},"
        + $"\"CanStore\":{Json(CanStore)},\"Primary\":{Json(primary)},\"AllowTypes\":[],\"DenyTypes\":[],\"AllowMiners\":null,\"DenyMiners\":null}}";

    private static string Json(bool value) => value ? "true" : "false";
}
