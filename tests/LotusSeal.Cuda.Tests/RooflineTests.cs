using System.Text.Json;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Domains;
using LotusSeal.Worker.Commands.GpuCheck;

namespace LotusSeal.Cuda.Tests;

/// <summary>How near hashes, sums and quotients come to what the device can do, as <c>gpu-check</c> says it.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class RooflineTests
{
    private const int Points = 1 << 12, Log2 = 11;

    private static readonly DeviceCeilings Ceilings = new(7.5e12, 50e9, 40e9);

    [Fact]
    public void Wide_products_are_those_of_the_formulas()
    {
        // 144 of a product and 144 of its reduction; native/src/curve.h has the formulas.
        Assert.Equal((8 * 288 + 432, 10 * 864), (WideProducts.OfFirstPoint, WideProducts.OfSecondPoint));
        Assert.Equal((14 * 288, 14 * 864, 112), (WideProducts.OfFirstSums, WideProducts.OfSecondSums, WideProducts.OfScalars));
    }

    [Fact]
    public void A_sum_of_full_scalars_adds_every_point_once_a_window()
    {
        const int Count = 1 << 20;
        SumPlan plan = SumPlan.For(Count, Count);
        Dictionary<string, double> work = ProofWork.OfSum<Fp>(plan, Count, ones: 0);
        Assert.Equal((double)Count * plan.Windows * WideProducts.OfFirstPoint, work["add_segments_1"]);
        Assert.Equal(ProofWork.OfSum<Fp2>(plan, Count, 0)["add_segments_2"] / WideProducts.OfSecondPoint,
            work["add_segments_1"] / WideProducts.OfFirstPoint);
        // Weighing is the smaller part of a large sum; ones cost an addition each, zeros none.
        Assert.InRange(work["weigh_buckets_1"] / work["add_segments_1"], 0.05, 0.4);
        Assert.Equal(1000.0 * WideProducts.OfFirstPoint, ProofWork.OfSum<Fp>(SumPlan.For(Count, 0), 0, 1000)["add_segments_1"]);
    }

    [Theory, InlineData(26, 2), InlineData(27, 0), InlineData(22, 1)]
    public void A_quotient_is_seven_transforms(int log2, int rest)
    {
        Dictionary<string, double> work = ProofWork.OfQuotient(new Domain(log2));
        double butterflies = work.Where(kernel => kernel.Key.StartsWith("down_", StringComparison.Ordinal)
            || kernel.Key.StartsWith("up_", StringComparison.Ordinal)).Sum(kernel => kernel.Value) / WideProducts.OfScalars;
        Assert.Equal(7.0 * log2 * (1L << log2) / 2, butterflies);
        Assert.Equal(rest > 0, work.ContainsKey($"up_{rest}"));
    }

    [Fact]
    public void Copies_are_measured()
    {
        SimulatedDriver.Start();
        using DeviceRates rates = new(CudaDeviceInfo.FindAll()[0]);
        (double up, double down) = rates.CopiesPerSecond();
        // Every copy of the double takes a millisecond.
        Assert.Equal((64 << 20) / 0.001, up, tolerance: 1e6);
        Assert.Equal(up, down);
    }

    [Fact]
    public void Shares_are_those_of_the_work_in_its_time()
    {
        SimulatedDriver.Start();
        using CudaSealingBackend gpu = new(CudaDeviceInfo.FindAll()[0]);
        using ProofRates proofs = new(gpu, new ManagedProverBackend(), Ceilings);
        _ = proofs.TakeKernelTimes();
        ProofCheck quotient = proofs.Quotient(Log2, compare: true);
        Assert.True(quotient.IsEqual);
        Roofline roofline = quotient.Roofline!;
        Assert.Equal((3L * 32 << Log2, 32L << Log2), (roofline.UploadedBytes, roofline.DownloadedBytes));
        Assert.Equal(ProofWork.OfQuotient(new Domain(Log2)).Values.Sum(), roofline.WideProducts);
        Assert.Equal(roofline.WideProducts / Ceilings.WideProductsPerSecond / quotient.Seconds, roofline.ShareOfPeak, precision: 12);
        KernelTime down = Assert.Single(proofs.TakeKernelTimes(), time => time.Kernel == "down_3");
        // Four transforms of eleven stages have twelve passes of three, a millisecond each.
        Assert.Equal((12, 0.012), (down.Launches, Math.Round(down.Seconds, 9)));
        Assert.Equal(4 * 9 * (1 << Log2) / 2 * 112 / Ceilings.WideProductsPerSecond / 0.012, down.ShareOfPeak!.Value, precision: 12);

        ProofCheck sum = proofs.FirstGroup(Points, likeWitness: true);
        Assert.True(sum.IsEqual);
        Assert.Equal(Points * (96L + 32), sum.Roofline!.UploadedBytes);
        Assert.All(proofs.TakeKernelTimes().Where(time => time.Kernel is "add_segments_1" or "weigh_buckets_1" or "fold_parts_1"),
            time => Assert.True(time.ShareOfPeak > 0));
        // Digits of nine bits: of each of 29 windows one sum comes back, whatever runs it was cut into.
        Assert.Equal(29L * 4 * 48, proofs.FirstGroup(Points, likeWitness: false).Roofline!.DownloadedBytes);
    }

    [Fact]
    public void Page_and_JSON_show_them()
    {
        SimulatedDriver.Start();
        Roofline roofline = Ceilings.Under(wideProducts: 75e9, uploaded: 100_000_000, downloaded: 40_000_000, seconds: 0.020);
        Assert.Equal((0.5, 0.15), (roofline.ShareOfPeak, Math.Round(roofline.ShareOfBus, 9)));
        GpuCheckReport report = new(CudaDeviceInfo.FindAll()[0], null, 1, Ceilings, [new HashRate(2, 110, 0, 4, 55_946, 108e6, 0.8)],
            [new ReplicaCheck(8 << 20, 2, 0.020, roofline, true, 1)],
            [new UpdateCheck(8 << 20, 0.020, roofline, true, 1)],
            [new ProofCheck("sum in G1, 8 points, full scalars", 8, 0.020, true, 1, roofline)],
            [], [new KernelTime("add_segments_1", 3, 0.0237) { ShareOfPeak = 0.771 }, new KernelTime("count_digits", 3, 0.001)], null, null, 40);
        string page = GpuCheckText.Write(report);
        Assert.Contains("  peak: 7.500 T/s wide products; copies 50.0 GB/s to it, 40.0 GB/s back\n", page, StringComparison.Ordinal);
        Assert.Contains($"PreCommit2 of 8 MiB, 2 layers: 0.020 s, {0.5:P1} of the peak, {0.15:P1} of the bus; equal", page, StringComparison.Ordinal);
        Assert.Contains($"update of 8 MiB: 0.020 s, {0.5:P1} of the peak, {0.15:P1} of the bus; equal", page, StringComparison.Ordinal);
        Assert.Contains($"full scalars: 0.020 s, 0.0 M/s, {0.5:P1} of the peak, {0.15:P1} of the bus; equal", page, StringComparison.Ordinal);
        Assert.Contains($"add_segments_1: 3 launches, 23.70 ms, {0.771:P1} of the peak\n", page, StringComparison.Ordinal);
        Assert.Contains("count_digits: 3 launches, 1.00 ms\n", page, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize([report], GpuCheckJsonContext.Default.ListGpuCheckReport));
        JsonElement device = json.RootElement[0];
        Assert.Equal(40e9, device.GetProperty("ceilings").GetProperty("downloadBytesPerSecond").GetDouble());
        Assert.Equal(0.8, device.GetProperty("hashes")[0].GetProperty("shareOfPeak").GetDouble());
        foreach (string list in (string[])["proofs", "replicas"])
            Assert.Equal(0.5, device.GetProperty(list)[0].GetProperty("roofline").GetProperty("shareOfPeak").GetDouble());
        Assert.Equal(0.771, device.GetProperty("kernels")[0].GetProperty("shareOfPeak").GetDouble());
    }
}
