using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using LotusSeal.Lotus.Json;

namespace LotusSeal.DevMiner.Api;

/// <summary>Makes the records of this program known to the protocol's JSON; by reflection, as this program may start slowly.</summary>
internal static class MinerJson
{
    /// <summary>Runs when the assembly is loaded, so before any of its types is used.</summary>
    [ModuleInitializer]
    public static void Add() => LotusJson.Add(new DefaultJsonTypeInfoResolver());
}
