using LotusSeal.Lotus.Rpc;
using LotusSeal.Storage;

namespace LotusSeal.DevMiner.Api;

/// <summary>What the index refuses is the caller's mistake, so its text goes over the wire as a method error.</summary>
internal static class MethodErrors
{
    public static async Task<T> Of<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception refused) when (refused is StorageException or ArgumentException)
        {
            throw new RpcException(refused.Message, refused);
        }
    }

    public static async Task Of(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception refused) when (refused is StorageException or ArgumentException)
        {
            throw new RpcException(refused.Message, refused);
        }
    }
}
