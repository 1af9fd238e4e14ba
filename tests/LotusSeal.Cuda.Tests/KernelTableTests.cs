using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Tests.Costs;
using LotusSeal.Cuda.Tests.Ptx;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cuda.Tests;

/// <summary>Registers, occupancy and instructions of every kernel on each architecture, compared with their budgets (<c>make kernels</c>).</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class KernelTableTests : IDisposable
{
    private const string Kernels = "kernels", Proofs = "proofs";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Kernels_are_within_their_budgets() => AssertTable("80");

    [Fact]
    public Task Kernels_are_within_their_budgets_on_every_architecture()
    {
        LongTests.Need();
        return AssertTable("75 80 86 89 90");
    }

    [Fact]
    public void Every_kernel_has_a_budget()
    {
        ShippedKernels.Need();
        Assert.Equal(ShippedKernels.Sealing.Kernels.Order(), KernelBudgets.SharedMemory(Kernels).Keys.Order());
        Assert.Equal(ShippedKernels.Proofs.Kernels.Order(), KernelBudgets.SharedMemory(Proofs).Keys.Order());
    }

    [Theory, InlineData(2), InlineData(8), InlineData(11)]
    public void Occupancy_is_by_the_shared_memory_that_hashes_are_launched_with(int arity)
    {
        SimulatedDriver.Start();
        using CudaDevice device = new(CudaDeviceInfo.FindAll()[0]);
        Assert.Equal((uint)KernelBudgets.SharedMemory(Kernels)[$"poseidon_{arity}"], device.Poseidon(arity).Kernel.DynamicSharedMemory);
    }

    // 168 registers are for twelve warps, 255 for eight; a multiprocessor of sm_75 has room for 32, one of sm_90 for 64, in at most 32 blocks.
    [Theory]
    [InlineData(75, 168, 0, 3, 12)]
    [InlineData(75, 168, 49_152, 1, 4)]
    [InlineData(86, 168, 49_152, 2, 8)]
    [InlineData(90, 168, 49_152, 3, 12)]
    [InlineData(80, 255, 0, 2, 8)]
    [InlineData(80, 32, 0, 16, 64)]
    [InlineData(75, 32, 0, 8, 32)]
    public async Task Blocks_of_a_multiprocessor_are_bounded_by_registers_warps_and_shared_memory(
        int architecture, int registers, int shared, int blocks, int warps)
    {
        CommandResult result = await Table(architecture, registers, $"product {shared} - - - - - -");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal([$"sm_{architecture}", "product", $"{registers}", "8", $"{shared}", $"{blocks}", $"{warps}", "2", "1", "1", "6"],
            result.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("product 0 39 - - - - -", "product on sm_80: registers is 40, the budget is 39")]
    [InlineData("product 0 - 7 - - - -", "product on sm_80: spilled is 8, the budget is 7")]
    [InlineData("product 0 - - 49 - - -", "product on sm_80: warps is 48, the budget is 49")]
    [InlineData("product 0 - - - 1 - -", "product on sm_80: wide is 2, the budget is 1")]
    [InlineData("product 0 - - - - 0 -", "product on sm_80: apart is 1, the budget is 0")]
    [InlineData("product 0 - - - - - 5", "product on sm_80: all is 6, the budget is 5")]
    [InlineData("# nothing", "product on sm_80: it has no line in budgets.txt")]
    [InlineData("sum 0 - - - - - -", "sum on sm_80: there is no such kernel")]
    public async Task A_budget_that_is_exceeded_or_missing_is_an_error(string budget, string error)
    {
        CommandResult result = await Table(80, 40, budget);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"error: {error}", result.Error.Split('\n')[0]);
    }

    private static async Task AssertTable(string architectures)
    {
        ShippedKernels.Need();
        CommandResult tools = await CommandRun.RunAsync(Path.Combine(Repository.Root, ".ci", "ptxas"), ["--have"]);
        if (tools.ExitCode != 0) Assert.Skip("ptxas and cuobjdump are not at hand: .ci/ptxas brings them where Debian's section non-free is enabled");
        string output = Path.Combine(KernelBudgets.Native, "..", "obj", "native");
        CommandResult table = await CommandRun.RunAsync("make", ["--silent", "-C", KernelBudgets.Native, $"OUT={Path.GetFullPath(output)}",
            $"TABLED={architectures}", "table"], limit: TimeSpan.FromMinutes(10));
        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        foreach (string architecture in architectures.Split(' '))
            Assert.Contains($"sm_{architecture}  add_segments_1 ", table.Output, StringComparison.Ordinal);
    }

    /// <summary>The table of a kernel of blocks of 128 threads, as the tools describe it.</summary>
    private Task<CommandResult> Table(int architecture, int registers, string budget)
    {
        string[] files = [_folder["k.ptx"], _folder["k.log"], _folder["k.sass"], _folder["budgets.txt"]];
        File.WriteAllText(files[0], ".visible .entry product(\n)\n.maxntid 128, 1, 1\n.minnctapersm 3\n");
        File.WriteAllText(files[1], $"""
            ptxas info    : Compiling entry function 'product' for 'sm_{architecture}'
            ptxas info    : Function properties for product
                64 bytes stack frame, 8 bytes spill stores, 8 bytes spill loads
            ptxas info    : Function properties for _ZL7helper
                64 bytes stack frame, 16 bytes spill stores, 16 bytes spill loads
            ptxas info    : Used {registers} registers, 388 bytes cmem[0]

            """);
        File.WriteAllText(files[2], """
                    Function : product
                    /*0000*/                   IMAD.WIDE.U32 R34, P1, R24, R4, RZ ;   /* 0x0 */
                                                                                      /* 0x0 */
                    /*0010*/              @!P0 IMAD.WIDE.U32.X R34, P1, R24, R4, RZ, P1 ;
                    /*0020*/                   IMAD.HI.U32 R29, P6, R25, R4, RZ ;
                    /*0030*/                   IADD3.X R35, P0, R34, R35, RZ, P0, !PT ;
                    /*0040*/               @P0 STG.E.128 [R2.64], R8 ;
                    /*0050*/                   EXIT ;
                    /*0060*/                   NOP;

            """);
        File.WriteAllText(files[3], budget + "\n");
        return CommandRun.RunAsync("awk", ["-v", $"architecture={architecture}", "-v", "budgets=budgets.txt", "-f",
            Path.Combine(KernelBudgets.Native, "table.awk"), .. files]);
    }
}
