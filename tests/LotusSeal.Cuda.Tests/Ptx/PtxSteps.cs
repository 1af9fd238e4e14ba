using System.Numerics;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>The instructions that our kernels contain, and no others.</summary>
internal static class PtxSteps
{
    private static readonly Dictionary<string, PtxStep> Known = new()
    {
        ["add.cc.u32"] = (t, o) => Add(t, o[0], (ulong)t.Get32(o[1]) + t.Get32(o[2])),
        ["addc.cc.u32"] = (t, o) => Add(t, o[0], (ulong)t.Get32(o[1]) + t.Get32(o[2]) + t.Carry),
        ["addc.u32"] = (t, o) => t.Set32(o[0], (ulong)t.Get32(o[1]) + t.Get32(o[2]) + t.Carry),
        ["sub.cc.u32"] = (t, o) => Subtract(t, o[0], (ulong)t.Get32(o[1]) - t.Get32(o[2])),
        ["subc.cc.u32"] = (t, o) => Subtract(t, o[0], (ulong)t.Get32(o[1]) - t.Get32(o[2]) - t.Carry),
        ["subc.u32"] = (t, o) => t.Set32(o[0], (ulong)t.Get32(o[1]) - t.Get32(o[2]) - t.Carry),
        ["mad.lo.cc.u32"] = (t, o) => Add(t, o[0], (uint)Product(t, o) + (ulong)t.Get32(o[3])),
        ["madc.lo.cc.u32"] = (t, o) => Add(t, o[0], (uint)Product(t, o) + (ulong)t.Get32(o[3]) + t.Carry),
        ["madc.hi.cc.u32"] = (t, o) => Add(t, o[0], (Product(t, o) >> 32) + t.Get32(o[3]) + t.Carry),
        ["add.s32"] = (t, o) => t.Set32(o[0], t.Get(o[1]) + t.Get(o[2])),
        ["add.s64"] = (t, o) => t.Set(o[0], t.Get(o[1]) + t.Get(o[2])),
        ["mul.lo.s32"] = (t, o) => t.Set32(o[0], Product(t, o)),
        ["mul.wide.u32"] = (t, o) => t.Set(o[0], Product(t, o)),
        ["mad.lo.s32"] = (t, o) => t.Set32(o[0], Product(t, o) + t.Get(o[3])),
        ["add.u64"] = (t, o) => t.Set(o[0], t.Get(o[1]) + t.Get(o[2])),
        ["sub.s32"] = (t, o) => t.Set32(o[0], t.Get(o[1]) - t.Get(o[2])),
        ["sub.s64"] = (t, o) => t.Set(o[0], t.Get(o[1]) - t.Get(o[2])),
        ["mul.lo.s64"] = (t, o) => t.Set(o[0], t.Get(o[1]) * t.Get(o[2])),
        ["div.u32"] = (t, o) => t.Set32(o[0], t.Get32(o[1]) / t.Get32(o[2])),
        ["rem.u32"] = (t, o) => t.Set32(o[0], t.Get32(o[1]) % t.Get32(o[2])),
        ["min.u32"] = (t, o) => t.Set32(o[0], Math.Min(t.Get32(o[1]), t.Get32(o[2]))),
        ["and.b32"] = (t, o) => t.Set32(o[0], t.Get(o[1]) & t.Get(o[2])),
        ["or.b32"] = (t, o) => t.Set32(o[0], t.Get(o[1]) | t.Get(o[2])),
        ["not.b32"] = (t, o) => t.Set32(o[0], ~t.Get(o[1])),
        ["shr.u32"] = (t, o) => t.Set32(o[0], t.Get(o[2]) > 31 ? 0 : t.Get32(o[1]) >> (int)t.Get(o[2])),
        ["brev.b32"] = (t, o) => t.Set32(o[0], Enumerable.Range(0, 32).Aggregate(0U, (bits, i) => bits | (t.Get32(o[1]) >> i & 1) << (31 - i))),
        ["popc.b32"] = (t, o) => t.Set32(o[0], (uint)BitOperations.PopCount(t.Get32(o[1]))),
        ["and.pred"] = (t, o) => t.Set(o[0], t.Get(o[1]) & t.Get(o[2])),
        ["or.pred"] = (t, o) => t.Set(o[0], t.Get(o[1]) | t.Get(o[2])),
        ["xor.pred"] = (t, o) => t.Set(o[0], t.Get(o[1]) ^ t.Get(o[2])),
        ["not.pred"] = (t, o) => t.Set(o[0], t.Get(o[1]) ^ 1),
        ["mov.pred"] = (t, o) => t.Set(o[0], t.Get(o[1]) & 1),
        ["mov.u16"] = (t, o) => t.Set32(o[0], t.Get(o[1]) & 0xffff),
        ["xor.b32"] = (t, o) => t.Set32(o[0], t.Get(o[1]) ^ t.Get(o[2])),
        ["shl.b32"] = (t, o) => t.Set32(o[0], t.Get(o[1]) << (int)t.Get(o[2])),
        ["shl.b64"] = (t, o) => t.Set(o[0], t.Get(o[1]) << (int)t.Get(o[2])),
        ["selp.u32"] = (t, o) => t.Set32(o[0], t.Get(o[3]) != 0 ? t.Get(o[1]) : t.Get(o[2])),
        ["selp.b64"] = (t, o) => t.Set(o[0], t.Get(o[3]) != 0 ? t.Get(o[1]) : t.Get(o[2])),
        ["selp.b32"] = (t, o) => t.Set32(o[0], t.Get(o[3]) != 0 ? t.Get(o[1]) : t.Get(o[2])),
        ["setp.eq.s32"] = (t, o) => t.Set(o[0], t.Get32(o[1]) == t.Get32(o[2]) ? 1UL : 0),
        ["setp.ne.s32"] = (t, o) => t.Set(o[0], t.Get32(o[1]) != t.Get32(o[2]) ? 1UL : 0),
        ["setp.eq.b32"] = (t, o) => t.Set(o[0], t.Get32(o[1]) == t.Get32(o[2]) ? 1UL : 0),
        ["setp.gt.s32"] = (t, o) => t.Set(o[0], (int)t.Get32(o[1]) > (int)t.Get32(o[2]) ? 1UL : 0),
        ["setp.gt.u32"] = (t, o) => t.Set(o[0], t.Get32(o[1]) > t.Get32(o[2]) ? 1UL : 0),
        ["setp.le.u32"] = (t, o) => t.Set(o[0], t.Get32(o[1]) <= t.Get32(o[2]) ? 1UL : 0),
        ["setp.lt.u64"] = (t, o) => t.Set(o[0], t.Get(o[1]) < t.Get(o[2]) ? 1UL : 0),
        ["setp.lt.u32"] = (t, o) => t.Set(o[0], t.Get32(o[1]) < t.Get32(o[2]) ? 1UL : 0),
        ["setp.ge.u32"] = (t, o) => t.Set(o[0], t.Get32(o[1]) >= t.Get32(o[2]) ? 1UL : 0),
        ["mov.u32"] = (t, o) => t.Set32(o[0], t.Get(o[1])),
        ["mov.b32"] = (t, o) => t.Set32(o[0], t.Get(o[1])),
        ["mov.u64"] = (t, o) => t.Set(o[0], t.Get(o[1])),
        ["cvt.u32.u64"] = (t, o) => t.Set32(o[0], t.Get(o[1])),
        ["cvt.u64.u32"] = (t, o) => t.Set(o[0], t.Get32(o[1])),
        ["cvta.global.u64"] = (t, o) => t.Set(o[0], t.Get(o[1])),
        ["cvta.to.global.u64"] = (t, o) => t.Set(o[0], t.Get(o[1])),
        ["ld.param.u32"] = (t, o) => t.Set32(o[0], t.Get(o[1])),
        ["ld.param.u64"] = (t, o) => t.Set(o[0], t.Get(o[1])),
        ["st.param.b64"] = (t, o) => t.Set(o[0], t.Get(o[1])),
        ["cvta.local.u64"] = (t, o) => t.Set(o[0], t.Get(o[1])),
        ["cvta.to.local.u64"] = (t, o) => t.Set(o[0], t.Get(o[1])),
        ["ld.u32"] = (t, o) => t.Load(o, fromShared: false),
        ["ld.local.u32"] = (t, o) => t.Load(o, fromShared: false),
        ["ld.local.u8"] = (t, o) => t.LoadByte(o),
        ["st.u32"] = (t, o) => t.Store(o, toShared: false),
        ["st.u8"] = (t, o) => t.StoreByte(o),
        ["st.local.u32"] = (t, o) => t.Store(o, toShared: false),
        ["st.local.u8"] = (t, o) => t.StoreByte(o),
        ["atom.global.add.u32"] = (t, o) => t.AtomicAdd(o),
        ["ld.global.u32"] = (t, o) => t.Load(o, fromShared: false),
        ["ld.global.v4.u32"] = (t, o) => t.Load(o, fromShared: false),
        ["ld.global.nc.v4.u32"] = (t, o) => t.Load(o, fromShared: false),
        ["ld.shared.v4.u32"] = (t, o) => t.Load(o, fromShared: true),
        ["st.global.u32"] = (t, o) => t.Store(o, toShared: false),
        ["st.global.v4.u32"] = (t, o) => t.Store(o, toShared: false),
        ["st.shared.v4.u32"] = (t, o) => t.Store(o, toShared: true),
        ["call.uni"] = (_, _) => { },
        ["bra"] = (_, _) => { },
        ["bra.uni"] = (_, _) => { },
        ["ret"] = (_, _) => { },
    };

    public static PtxStep Of(string name) => Known.TryGetValue(name, out PtxStep? step) ? step
        : throw new NotSupportedException($"The kernels contain {name}, which is not known here.");

    private static ulong Product(PtxThread thread, PtxOperand[] operands) => (ulong)thread.Get32(operands[1]) * thread.Get32(operands[2]);

    private static void Add(PtxThread thread, PtxOperand to, ulong sum)
    {
        thread.Carry = (uint)(sum >> 32);
        thread.Set32(to, sum);
    }

    private static void Subtract(PtxThread thread, PtxOperand to, ulong difference)
    {
        thread.Carry = (uint)(difference >> 32) & 1;
        thread.Set32(to, difference);
    }
}
