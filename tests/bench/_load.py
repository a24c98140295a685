import resource,sys,time
from tests.bench.search import *
import tests.bench.search as m
def cpu(): r=resource.getrusage(resource.RUSAGE_SELF); return r.ru_utime,r.ru_stime,r.ru_nvcsw,r.ru_nivcsw
if __name__=='__main__':
    path=big_file(); corpus=Corpus()
    mixes=[list(itertools.islice(questions(corpus,seed),400)) for seed in range(READERS)]
    def rep(name,t,c0):
        c1=cpu(); t=sorted(t); q=lambda p:round(t[int(len(t)*p)],1)
        print(name,len(t)/SECONDS,'p50',q(.5),'p90',q(.9),'p99',q(.99),'max',round(t[-1]),'cpu u/s/nvcsw/niv',[round(b-a,1) for a,b in zip(c0,c1)],flush=True)
    for k in (1,2,4):
        m._R=k
        c0=cpu(); rep(f'no writer {k} askers',asyncio.run(read(path,ask,mixes[:k])),c0)
    c0=cpu(); rep('no writer 8',asyncio.run(read(path,ask,mixes)),c0)
    c0=cpu(); rep('writer 8',under_load(path,ask,mixes),c0)
